public import Garden
import Synchronization

/// An output stream that holds what a test puts into it, until a client has got it.
///
/// What was read is in a reader's hands until it is delivered; what was not delivered comes again after a pause.
public final class FakeProcessOutput: ProcessOutput {
    /// A use of it that its contract forbids.
    public enum Misuse: Sendable, Hashable {
        case overlappingReads
        case readBeforeDelivery
        case deliveredMoreThanRead
        case pauseDuringRead
    }

    private struct State: Sendable {
        var pieces: [[UInt8]] = []
        var hasEnded = false
        var reader: CheckedContinuation<[UInt8], any Error>?
        /// What was read of the first piece and not delivered.
        var inHands = 0

        /// The next bytes, if there are any; empty at the end.
        mutating func next() -> [UInt8]? {
            guard let first = pieces.first else { return hasEnded ? [] : nil }
            inHands = first.count
            return first
        }

        /// The reader that waits, and what it gets.
        mutating func answer() -> (CheckedContinuation<[UInt8], any Error>, [UInt8])? {
            guard let reader, let bytes = next() else { return nil }
            self.reader = nil
            return (reader, bytes)
        }
    }

    private let state = Mutex(State())
    /// How many bytes were delivered, after each delivery.
    public let deliveries = Recorder<Int>()
    /// The pauses.
    public let pauses = Recorder<Void>()
    /// Reads that found nothing and wait.
    public let waits = Recorder<Void>()
    /// What was done wrong to it.
    public let misuses = Recorder<Misuse>()

    public init() {}

    /// How many pieces were not delivered yet.
    public var unread: Int { state.withLock { $0.pieces.count } }

    /// Whether somebody has read what is not delivered yet, or waits for more.
    public var isBeingRead: Bool { state.withLock { $0.inHands > 0 || $0.reader != nil } }

    /// Writes `bytes`.
    public func write(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        change { $0.pieces.append(bytes) }
    }

    /// Writes `text`.
    public func write(_ text: String) { write(Array(text.utf8)) }

    /// Ends it, behind what was written.
    public func end() { change { $0.hasEnded = true } }

    private func change(_ body: (inout State) -> Void) {
        let answer = state.withLock { state in
            body(&state)
            return state.answer()
        }
        if let (reader, bytes) = answer { reader.resume(returning: bytes) }
    }

    public func read() async throws -> [UInt8] {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                begin(continuation)
                // A cancellation that came before found nobody to wake.
                if Task.isCancelled { cancel() }
            }
        } onCancel: {
            cancel()
        }
    }

    private func begin(_ continuation: CheckedContinuation<[UInt8], any Error>) {
        let (answer, misuse): ((CheckedContinuation<[UInt8], any Error>, [UInt8])?, Misuse?) = state.withLock { state in
            if state.reader != nil { return ((continuation, []), .overlappingReads) }
            let misuse = state.inHands > 0 ? Misuse.readBeforeDelivery : nil
            state.reader = continuation
            return (state.answer(), misuse)
        }
        if let misuse { misuses.record(misuse) }
        guard let (reader, bytes) = answer else { return waits.record(()) }
        reader.resume(returning: bytes)
    }

    private func cancel() {
        let reader = state.withLock { state in
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(throwing: CancellationError())
    }

    public func delivered(_ count: Int) {
        let isTooMuch = state.withLock { state in
            guard count <= state.inHands, let first = state.pieces.first else { return true }
            state.inHands -= count
            if count == first.count { state.pieces.removeFirst() } else { state.pieces[0].removeFirst(count) }
            return false
        }
        if isTooMuch { misuses.record(.deliveredMoreThanRead) }
        deliveries.record((deliveries.entries.last ?? 0) + count)
    }

    public func pause() async {
        let isEarly = state.withLock { state in
            state.inHands = 0
            return state.reader != nil
        }
        if isEarly { misuses.record(.pauseDuringRead) }
        pauses.record(())
    }
}
