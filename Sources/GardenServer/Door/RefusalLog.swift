import Logging
import Synchronization

/// Logs refused connections: one line per user and minute.
final class RefusalLog: Sendable {
    static let minute = Duration.seconds(60)

    private let tally = Mutex(RefusalTally())
    private let scheduler: any Scheduling
    private let log: Logger

    init(_ scheduler: any Scheduling, _ log: Logger) { (self.scheduler, self.log) = (scheduler, log) }

    /// A connection was refused that the process `pid` of `user` made.
    func refused(user: UInt32, pid: Int32) {
        guard tally.withLock({ $0.refuse(user) }) else { return }
        log.warning("connection.refused", metadata: ["uid": "\(user)", "pid": "\(pid)"])
        beginMinute(of: user)
    }

    private func beginMinute(of user: UInt32) {
        scheduler.schedule(after: Self.minute) { [weak self] in self?.minuteEnds(of: user) }
    }

    private func minuteEnds(of user: UInt32) {
        let count = tally.withLock { $0.endMinute(of: user) }
        guard count > 0 else { return }
        log.warning("connection.refused", metadata: ["uid": "\(user)", "refusals": "\(count)"])
        beginMinute(of: user)
    }
}
