import NIOCore

/// Runs work later. A protocol, so that tests need not wait.
protocol Scheduling: Sendable {
    /// Runs `work` after `delay`, unless it is cancelled before.
    @discardableResult
    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> any ScheduledWork
}

/// Work that was scheduled.
protocol ScheduledWork: Sendable {
    /// Does nothing when the work has run.
    func cancel()
}

/// Schedules on event loops.
struct EventLoopScheduler: Scheduling {
    let group: any EventLoopGroup

    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> any ScheduledWork {
        // The loop that asks, if one does: no other thread is woken for an alarm that hardly ever goes off.
        LoopWork(task: group.any().scheduleTask(in: TimeAmount(delay), work))
    }

    private struct LoopWork: ScheduledWork {
        let task: Scheduled<Void>

        func cancel() { task.cancel() }
    }
}
