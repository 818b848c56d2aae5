import Linux
import LinuxAsync
import Synchronization
import SystemPackage

/// What one call makes of its `StandardIO`: the runtime's streams, and what of them is ours to close and to read.
final class CallIO: Sendable {
    private struct State: Sendable {
        /// Ours only until the runtime has them.
        var own: [FileDescriptor] = []
        var output: OutputPipe?
        var error: OutputPipe?
    }

    private let kind: StandardIO.Kind
    /// The process's ends of the caller's pipes.
    private let claimed: [FileDescriptor?]
    private let state: Mutex<State>

    /// Takes over the process's ends of pipes.
    init(_ io: StandardIO) throws(RuncError) {
        kind = io.kind
        claimed = if case .pipes(let pipes) = io.kind { try pipes.claim() } else { [] }
        state = Mutex(State(own: claimed.compactMap(\.self)))
    }

    deinit { closeOwn() }

    /// The runtime's descriptors 0, 1 and 2; may block. A null device's node is in `folder` for a moment.
    func open(in folder: FilePath, on system: AsyncSystem) throws(LinuxError) -> [FileDescriptor] {
        switch kind {
        case .captured: try openCaptured(on: system)
        case .descriptors(let given): try fill(given, in: folder)
        case .pipes: try fill(claimed, in: folder)
        }
    }

    /// The runtime runs, or will not: closes our copies of what it has.
    func closeOwn() {
        let (own, pipes) = state.withLock { state in
            defer { state.own = [] }
            return (state.own, [state.output, state.error])
        }
        for descriptor in own { descriptor.closeIgnoringErrors() }
        for pipe in pipes { pipe?.closeWriteEnd() }
    }

    /// Calls `body`, which runs the runtime to its end.
    ///
    /// - Returns: with its answer the end of what came to a captured standard error until then.
    func reading<Answer>(
        _ body: () async throws -> Answer
    ) async throws -> (answer: Answer, standardError: [UInt8]) {
        let (output, error) = state.withLock { ($0.output, $0.error) }
        // Also when the runtime was killed: the process that it started may live on.
        defer { for pipe in [output, error] { pipe?.discardRest() } }
        return try await Self.reading(output, error, body)
    }

    private static func reading<Answer>(
        _ output: OutputPipe?, _ error: OutputPipe?, _ body: () async throws -> Answer
    ) async throws -> (answer: Answer, standardError: [UInt8]) {
        async let thrownAway = contents(of: output)
        async let kept = contents(of: error)
        let answer = try await body()
        output?.programEnded()
        error?.programEnded()
        _ = try await thrownAway
        return (answer, try await kept)
    }

    private static func contents(of pipe: OutputPipe?) async throws -> [UInt8] {
        try await pipe?.contents().bytes ?? []
    }

    private func openCaptured(on system: AsyncSystem) throws(LinuxError) -> [FileDescriptor] {
        let input = try Pipe.make()
        input.write.closeIgnoringErrors()
        state.withLock { $0.own.append(input.read) }
        let output = try OutputPipe(keeping: .end, limit: 0, on: system)
        state.withLock { $0.output = output }
        let error = try OutputPipe(keeping: .end, limit: RuncClient.errorLimit, on: system)
        state.withLock { $0.error = error }
        return [input.read, output.writeEnd, error.writeEnd].compactMap(\.self)
    }

    private func fill(_ given: [FileDescriptor?], in folder: FilePath) throws(LinuxError) -> [FileDescriptor] {
        guard given.contains(nil) else { return given.compactMap(\.self) }
        let null = try NullDevice.make(in: folder)
        state.withLock { $0.own.append(null) }
        return given.map { $0 ?? null }
    }
}
