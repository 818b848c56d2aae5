import Garden
import Synchronization

/// A process that writes or reads as fast as it can, or does nothing until it is detached.
final class BenchmarkProcess: Process {
    let id: ProcessID
    let standardOutput: any ProcessOutput
    let standardError: any ProcessOutput
    private let end: ProcessEnd
    /// Bytes of input still to come.
    private let missingInput: Mutex<Int>

    /// A process that writes and reads so many bytes.
    init(id: ProcessID, writes outputCount: Int = 0, reads inputCount: Int = 0) {
        let end = ProcessEnd()
        self.id = id
        self.end = end
        standardOutput = BenchmarkOutput(outputCount, end)
        standardError = BenchmarkOutput(0, end)
        missingInput = Mutex(inputCount)
    }

    func writeStandardInput(_ bytes: [UInt8]) async throws { missingInput.withLock { $0 -= bytes.count } }
    func closeStandardInput() async { end.settle(missingInput.withLock { $0 } == 0 ? 0 : 1) }
    func wait() async throws -> Int32 { try await end.status() }
    func signal(_ signal: ProcessSignal) async throws { end.settle(128 + (signal == .kill ? 9 : 15)) }
    func resize(to size: WindowSize) async throws {}
    func detach() async { end.settle(0) }
}

/// An output stream with so many bytes in it, which are there until they are delivered.
private final class BenchmarkOutput: ProcessOutput {
    private static let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 * 1024)

    private let missing: Mutex<Int>
    private let end: ProcessEnd
    private let isIdle: Bool

    init(_ count: Int, _ end: ProcessEnd) {
        missing = Mutex(count)
        isIdle = count == 0
        self.end = end
    }

    func read() async throws -> [UInt8] {
        if isIdle {
            _ = try await end.status()
            return []
        }
        let count = min(missing.withLock { $0 }, Self.piece.count)
        if count == 0 { end.settle(0) }
        return count == Self.piece.count ? Self.piece : Array(Self.piece.prefix(count))
    }

    func delivered(_ count: Int) { missing.withLock { $0 -= count } }
}

/// How a process ended, once it has.
private final class ProcessEnd: Sendable {
    private struct State {
        var status: Int32?
        var lastID = 0
        var waiters: [(id: Int, continuation: UnsafeContinuation<Int32, any Error>)] = []
    }

    private let state = Mutex(State())

    /// It ended; only the first status counts.
    func settle(_ status: Int32) {
        let waiters = state.withLock { state in
            guard state.status == nil else {
                return [] as [(id: Int, continuation: UnsafeContinuation<Int32, any Error>)]
            }
            defer { state.waiters = [] }
            state.status = status
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: status) }
    }

    /// Waits for it, unless the task is cancelled.
    func status() async throws -> Int32 {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                let known: Int32? = state.withLock { state in
                    if state.status == nil { state.waiters.append((id, continuation)) }
                    return state.status
                }
                if let known { return continuation.resume(returning: known) }
                // A cancellation that came before found nobody to wake.
                if Task.isCancelled { cancel(id) }
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func cancel(_ id: Int) {
        let waiter = state.withLock { state in
            state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}
