import GuardianTestSupport
import Synchronization

@testable import GardenServer

/// A scheduler whose time passes when a test says so.
final class FakeScheduler: Scheduling {
    private struct Entry: Sendable {
        let delay: Duration
        let work: @Sendable () -> Void
    }

    private struct State: Sendable {
        var entries: [Int: Entry] = [:]
        var lastID = 0
    }

    private let state = Mutex(State())
    /// The delays that were asked for, in order.
    let delays = Recorder<Duration>()

    @discardableResult
    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> any ScheduledWork {
        let id = state.withLock { state in
            state.lastID += 1
            state.entries[state.lastID] = Entry(delay: delay, work: work)
            return state.lastID
        }
        delays.record(delay)
        return FakeWork { [weak self] in self?.remove(id) }
    }

    /// Runs what was scheduled with `delay` and not cancelled.
    func pass(_ delay: Duration) {
        let due = state.withLock { state in
            let due = state.entries.filter { $0.value.delay == delay }.sorted { $0.key < $1.key }
            for (id, _) in due { state.entries[id] = nil }
            return due.map(\.value)
        }
        for entry in due { entry.work() }
    }

    /// How much is scheduled with `delay` and was not cancelled.
    func pending(_ delay: Duration) -> Int {
        state.withLock { state in state.entries.values.count { $0.delay == delay } }
    }

    private func remove(_ id: Int) { state.withLock { $0.entries[id] = nil } }

    private struct FakeWork: ScheduledWork {
        let onCancel: @Sendable () -> Void

        func cancel() { onCancel() }
    }
}
