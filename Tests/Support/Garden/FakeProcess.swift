public import Garden
import Synchronization

/// A process that does what a test says, and remembers what was done to it.
public final class FakeProcess: Process {
    /// Something that was done to it.
    public enum Event: Sendable, Hashable {
        case input([UInt8])
        case endOfInput
        case signal(ProcessSignal)
        case resize(WindowSize)
        case detached
    }

    private enum Outcome: Sendable {
        case running([CheckedContinuation<Int32, any Error>])
        case over(Result<Int32, any Error>)
    }

    public let id: ProcessID
    /// Its standard output.
    public let stdout = FakeProcessOutput()
    /// Its standard error.
    public let stderr = FakeProcessOutput()
    /// What was done to it.
    public let events = Recorder<Event>()
    /// Calls of `writeStandardInput`; they are recorded once this has answered.
    public let inputWritten = Stub<[UInt8], Void> { _ in }
    /// Calls of `signal`; they are recorded once this has answered.
    public let signalled = Stub<ProcessSignal, Void> { _ in }
    private let outcome = Mutex(Outcome.running([]))

    /// A process that runs.
    public init(id: String = "process-id-1") {
        guard let id = try? ProcessID(id) else { preconditionFailure("not a process id: \(id)") }
        self.id = id
    }

    public var standardOutput: any ProcessOutput { stdout }
    public var standardError: any ProcessOutput { stderr }

    /// What was written to its standard input so far.
    public var input: [UInt8] {
        events.entries.reduce(into: []) { input, event in
            if case .input(let bytes) = event { input += bytes }
        }
    }

    /// Ends it, and with it its output.
    public func exit(_ status: Int32) {
        stdout.end()
        stderr.end()
        settle(.success(status))
    }

    /// Ends it; somebody else still holds its output.
    public func exitKeepingOutput(_ status: Int32) { settle(.success(status)) }

    /// Lets everyone who waits for it fail.
    public func failWaiting(_ error: any Error) { settle(.failure(error)) }

    private func settle(_ result: Result<Int32, any Error>) {
        let waiters = outcome.withLock { outcome in
            guard case .running(let waiters) = outcome else { return [] as [CheckedContinuation<Int32, any Error>] }
            outcome = .over(result)
            return waiters
        }
        for waiter in waiters { waiter.resume(with: result) }
    }

    public func writeStandardInput(_ bytes: [UInt8]) async throws {
        try await inputWritten(bytes)
        events.record(.input(bytes))
    }

    public func closeStandardInput() async { events.record(.endOfInput) }

    public func wait() async throws -> Int32 {
        try await withCheckedThrowingContinuation { continuation in
            let known: Result<Int32, any Error>? = outcome.withLock { outcome in
                switch outcome {
                case .over(let result): return result
                case .running(let waiters):
                    outcome = .running(waiters + [continuation])
                    return nil
                }
            }
            if let known { continuation.resume(with: known) }
        }
    }

    public func signal(_ signal: ProcessSignal) async throws {
        try await signalled(signal)
        events.record(.signal(signal))
    }

    public func resize(to size: WindowSize) async throws { events.record(.resize(size)) }

    public func detach() async {
        events.record(.detached)
        stdout.end()
        stderr.end()
    }
}
