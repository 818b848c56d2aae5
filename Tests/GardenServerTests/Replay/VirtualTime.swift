import GuardianTestSupport

@testable import GardenServer

/// A scheduler whose time is that of a recording.
final class VirtualTime: Scheduling {
    private struct Entry: Sendable {
        let due: Duration
        let delay: Duration
        let work: @Sendable () -> Void
    }

    private struct State: Sendable {
        var now = Duration.zero
        var entries: [Int: Entry] = [:]
        var lastID = 0
        /// With what delays things were scheduled that have happened.
        var passed: Set<Duration> = []
    }

    private let state = Monitor(State())

    var now: Duration { state.read(\.now) }

    @discardableResult
    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> any ScheduledWork {
        let id = state.change { state in
            state.lastID += 1
            state.entries[state.lastID] = Entry(due: state.now + delay, delay: delay, work: work)
            return state.lastID
        }
        return Work { [weak self] in self?.state.change { $0.entries[id] = nil } }
    }

    /// Waits until something that was scheduled with `delay` is pending.
    func wait(for delay: Duration) async {
        _ = await state.wait { state in state.entries.values.contains { $0.delay == delay } ? true : nil }
    }

    /// Whether something happened that was scheduled with `delay`.
    func hasPassed(_ delay: Duration) -> Bool { state.read { $0.passed.contains(delay) } }

    /// Lets the next thing happen that is due until `time`.
    ///
    /// - Returns: with what delay it was scheduled; nil when it is `time` and nothing is left.
    func next(until time: Duration) -> Duration? {
        let entry: Entry? = state.change { state in
            let due = state.entries.filter { $0.value.due <= time }.min { left, right in
                (left.value.due, left.key) < (right.value.due, right.key)
            }
            state.now = due?.value.due ?? max(time, state.now)
            if let due {
                state.entries[due.key] = nil
                state.passed.insert(due.value.delay)
            }
            return due?.value
        }
        entry?.work()
        return entry?.delay
    }

    private struct Work: ScheduledWork {
        let onCancel: @Sendable () -> Void

        func cancel() { onCancel() }
    }
}
