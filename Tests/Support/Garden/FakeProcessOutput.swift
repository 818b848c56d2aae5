public import Garden
import Synchronization

/// An output stream that holds what a test puts into it.
public final class FakeProcessOutput: ProcessOutput {
    private struct State: Sendable {
        var pieces: [[UInt8]] = []
        var hasEnded = false
        var reader: CheckedContinuation<[UInt8], Never>?
    }

    private let state = Mutex(State())
    /// How many bytes were read, after each read.
    public let reads = Recorder<Int>()

    public init() {}

    /// How many pieces nobody has read yet.
    public var unread: Int { state.withLock { $0.pieces.count } }

    /// Writes `bytes`.
    public func write(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        let reader = state.withLock { state in
            defer { state.reader = nil }
            if state.reader == nil { state.pieces.append(bytes) }
            return state.reader
        }
        reader?.resume(returning: bytes)
    }

    /// Writes `text`.
    public func write(_ text: String) { write(Array(text.utf8)) }

    /// Ends it, behind what was written.
    public func end() {
        let reader = state.withLock { state in
            state.hasEnded = true
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: [])
    }

    public func read() async throws -> [UInt8] {
        let bytes = await withCheckedContinuation { continuation in
            let bytes: [UInt8]? = state.withLock { state in
                if !state.pieces.isEmpty { return state.pieces.removeFirst() }
                if state.hasEnded { return [] }
                state.reader = continuation
                return nil
            }
            if let bytes { continuation.resume(returning: bytes) }
        }
        reads.record((reads.entries.last ?? 0) + bytes.count)
        return bytes
    }
}
