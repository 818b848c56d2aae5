public import Garden
import Synchronization

/// A source of bytes that a test fills, and that remembers whether it was closed.
public final class FakeByteSource: ByteSource {
    private struct State: Sendable {
        var pieces: [[UInt8]]
        var ending: Result<[UInt8], any Error>?
        var reader: CheckedContinuation<[UInt8], any Error>?
    }

    /// What happened to it.
    public enum Event: Sendable, Hashable {
        /// A piece of so many bytes was taken.
        case read(Int)
        case closed
    }

    /// What happened to it, in order.
    public let events = Recorder<Event>()
    private let state: Mutex<State>

    /// A source of `pieces` that ends behind them; without pieces it is empty.
    public init(_ pieces: [[UInt8]]) { state = Mutex(State(pieces: pieces, ending: .success([]))) }

    /// A source that a test goes on filling.
    public init() { state = Mutex(State(pieces: [])) }

    /// How many pieces nobody has taken yet.
    public var unread: Int { state.withLock { $0.pieces.count } }

    /// Adds a piece.
    public func write(_ bytes: [UInt8]) {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            if state.reader == nil { state.pieces.append(bytes) }
            return state.reader
        }
        guard let reader else { return }
        events.record(.read(bytes.count))
        reader.resume(returning: bytes)
    }

    /// Ends it, behind what was written.
    public func end() { settle(.success([])) }

    /// Breaks it off, behind what was written.
    public func fail(_ error: any Error) { settle(.failure(error)) }

    private func settle(_ ending: Result<[UInt8], any Error>) {
        let reader = state.withLock { state in
            if state.ending == nil { state.ending = ending }
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(with: ending)
    }

    public func read() async throws -> [UInt8] {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let known: Result<[UInt8], any Error>? = state.withLock { state in
                    if !state.pieces.isEmpty { return .success(state.pieces.removeFirst()) }
                    if let ending = state.ending { return ending }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    state.reader = continuation
                    return nil
                }
                guard let known else { return }
                if case .success(let bytes) = known, !bytes.isEmpty { events.record(.read(bytes.count)) }
                continuation.resume(with: known)
            }
        } onCancel: {
            let reader = state.withLock { state in
                defer { state.reader = nil }
                return state.reader
            }
            reader?.resume(throwing: CancellationError())
        }
    }

    public func close() async {
        events.record(.closed)
        state.withLock { $0.pieces = [] }
        settle(.success([]))
    }
}
