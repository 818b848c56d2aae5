import GuardianTestSupport
import Synchronization

@testable import GardenServer

/// A reader that takes pieces, or keeps one waiting, or has gone, as a test says.
final class FakeReader: OutputReader {
    private struct Gone: Error {}

    private struct State: Sendable {
        var isHolding = false
        var held: CheckedContinuation<Void, any Error>?
    }

    private let state = Mutex(State())
    /// The pieces that it was sent, also one that it has not taken yet.
    let sent = Recorder<String>()
    /// How often it was ended.
    let ends = Recorder<Int>()

    /// - Parameter isHolding: whether its first piece waits for `take` or `vanish`.
    init(holding isHolding: Bool = false) { state.withLock { $0.isHolding = isHolding } }

    /// Takes the piece that waits, and those that follow.
    func take() { settle(.success(())) }

    /// It goes, and the piece that waits is lost.
    func vanish() { settle(.failure(Gone())) }

    private func settle(_ result: Result<Void, any Error>) {
        let held = state.withLock { state in
            state.isHolding = false
            defer { state.held = nil }
            return state.held
        }
        held?.resume(with: result)
    }

    func send(_ bytes: [UInt8]) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let isHeld = state.withLock { state in
                if state.isHolding { state.held = continuation }
                return state.isHolding
            }
            sent.record(String(decoding: bytes, as: UTF8.self))
            if !isHeld { continuation.resume() }
        }
    }

    func end() {
        ends.record(1)
        vanish()
    }
}
