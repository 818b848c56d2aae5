import Synchronization

/// What happened, in order, for tests that wait until something has.
public final class Recorder<Entry: Sendable>: Sendable {
    private struct Waiter: Sendable {
        let isDone: @Sendable ([Entry]) -> Bool
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State: Sendable {
        var entries: [Entry] = []
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    public init() {}

    /// All that happened so far.
    public var entries: [Entry] { state.withLock { $0.entries } }

    /// Adds an entry.
    public func record(_ entry: Entry) {
        let woken = state.withLock { state in
            state.entries.append(entry)
            let entries = state.entries
            let woken = state.waiters.filter { $0.isDone(entries) }
            state.waiters.removeAll { $0.isDone(entries) }
            return woken
        }
        for waiter in woken { waiter.continuation.resume() }
    }

    /// Waits until the entries satisfy `isDone`.
    public func wait(until isDone: @escaping @Sendable ([Entry]) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isDoneNow = state.withLock { state in
                if isDone(state.entries) { return true }
                state.waiters.append(Waiter(isDone: isDone, continuation: continuation))
                return false
            }
            if isDoneNow { continuation.resume() }
        }
    }
}

extension Recorder where Entry: Equatable {
    /// Waits until `entry` is there.
    public func wait(for entry: Entry) async where Entry: Sendable {
        await wait { $0.contains(entry) }
    }
}
