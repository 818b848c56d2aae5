import NIOCore
import Synchronization

/// Runs work later. A protocol, so that tests need not wait.
protocol Scheduling: Sendable {
    /// Runs `work` after `delay`, unless it is cancelled before.
    @discardableResult
    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> any ScheduledWork

    /// From now on nothing that is scheduled runs: what runs it is about to go.
    func stop()
}

extension Scheduling {
    /// For those that outlive everybody who schedules.
    func stop() {}
}

/// Work that was scheduled.
protocol ScheduledWork: Sendable {
    /// Does nothing when the work has run.
    func cancel()
}

/// Schedules on event loops.
final class EventLoopScheduler: Scheduling {
    private let group: any EventLoopGroup
    /// Locked while something is scheduled: loops that were shut down must not be asked any more, and sessions that were cut
    /// off may come to their end only then.
    private let isStopped = Mutex(false)

    init(group: any EventLoopGroup) { self.group = group }

    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> any ScheduledWork {
        isStopped.withLock { isStopped in
            if isStopped { return NoWork() }
            // The loop that asks, if one does: no other thread is woken for an alarm that hardly ever goes off.
            return LoopWork(task: group.any().scheduleTask(in: TimeAmount(delay), work))
        }
    }

    func stop() { isStopped.withLock { $0 = true } }

    private struct NoWork: ScheduledWork {
        func cancel() {}
    }

    private struct LoopWork: ScheduledWork {
        let task: Scheduled<Void>

        func cancel() { task.cancel() }
    }
}
