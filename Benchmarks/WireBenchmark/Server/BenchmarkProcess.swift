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
    func wait() async throws -> Int32 { await end.status() }
    func signal(_ signal: ProcessSignal) async throws { end.settle(128 + (signal == .kill ? 9 : 15)) }
    func resize(to size: WindowSize) async throws {}
    func detach() async { end.settle(0) }
}

/// An output stream with so many bytes in it.
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
            _ = await end.status()
            return []
        }
        let count = missing.withLock { missing in
            let count = min(missing, Self.piece.count)
            missing -= count
            return count
        }
        if count == 0 { end.settle(0) }
        return count == Self.piece.count ? Self.piece : Array(Self.piece.prefix(count))
    }
}

/// How a process ended, once it has.
private final class ProcessEnd: Sendable {
    private struct State {
        var status: Int32?
        var waiters: [UnsafeContinuation<Int32, Never>] = []
    }

    private let state = Mutex(State())

    /// It ended; only the first status counts.
    func settle(_ status: Int32) {
        let waiters = state.withLock { state in
            guard state.status == nil else { return [] as [UnsafeContinuation<Int32, Never>] }
            defer { state.waiters = [] }
            state.status = status
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: status) }
    }

    func status() async -> Int32 {
        await withUnsafeContinuation { continuation in
            let known: Int32? = state.withLock { state in
                if state.status == nil { state.waiters.append(continuation) }
                return state.status
            }
            if let known { continuation.resume(returning: known) }
        }
    }
}
