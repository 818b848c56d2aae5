import Garden
import Synchronization

/// One use of a container by a call: its countdown does not run from `begin` to `release`.
final class GraceHold: Sendable {
    private enum State: Sendable {
        case new
        case held(Handle, GraceTimes.Identity)
        case over
    }

    private let graceTimes: GraceTimes
    private let state = Mutex(State.new)

    /// No use yet.
    init(_ graceTimes: GraceTimes) { self.graceTimes = graceTimes }

    /// The use begins. Only the first `begin` counts, and none behind `release`.
    func begin(_ handle: Handle) {
        state.withLock { state in
            guard case .new = state else { return }
            state = .held(handle, graceTimes.hold(handle))
        }
    }

    /// The use is over. May be called more than once.
    func release() {
        let ended = state.withLock { state in
            defer { state = .over }
            return state
        }
        if case .held(let handle, let identity) = ended { graceTimes.release(handle, identity) }
    }
}
