import Synchronization

@testable import GardenServer

/// A scheduler whose time stands still but for the moments that a test lets pass. It keeps nothing that is over.
final class FuzzScheduler: Scheduling {
    private struct Entry: Sendable {
        let delay: Duration
        let work: @Sendable () -> Void
    }

    private struct State: Sendable {
        var entries: [Int: Entry] = [:]
        var lastID = 0
    }

    /// Which delays pass at once.
    private let passesAtOnce: @Sendable (Duration) -> Bool
    private let state = Mutex(State())

    init(passesAtOnce: @escaping @Sendable (Duration) -> Bool) { self.passesAtOnce = passesAtOnce }

    /// How much is scheduled.
    var pending: Int { state.withLock(\.entries.count) }

    @discardableResult
    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> any ScheduledWork {
        if passesAtOnce(delay) {
            Task { work() }
            return Work {}
        }
        let id = state.withLock { state in
            state.lastID += 1
            state.entries[state.lastID] = Entry(delay: delay, work: work)
            return state.lastID
        }
        return Work { [weak self] in self?.state.withLock { $0.entries[id] = nil } }
    }

    /// Runs what was scheduled with `delay` and not cancelled.
    func pass(_ delay: Duration) {
        let due = state.withLock { state in
            let due = state.entries.filter { $0.value.delay == delay }
            for id in due.keys { state.entries[id] = nil }
            return due.values.map(\.work)
        }
        for work in due { work() }
    }

    private struct Work: ScheduledWork {
        let onCancel: @Sendable () -> Void

        func cancel() { onCancel() }
    }
}
