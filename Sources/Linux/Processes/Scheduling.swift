import CGuardian

/// How a thread gets processor time (sched(7), sched_setattr(2)).
public struct Scheduling: Hashable, Sendable {
    /// By which rule. The raw value is the kernel's number (linux/sched.h).
    public enum Policy: UInt32, Hashable, Sendable, CaseIterable {
        /// The usual one.
        case other = 0
        /// Real time, until it waits.
        case fifo = 1
        /// Real time, in turns.
        case roundRobin = 2
        /// For what nobody waits for.
        case batch = 3
        /// A rule that no Linux has.
        case iso = 4
        /// When nobody else wants to run.
        case idle = 5
        /// By deadlines.
        case deadline = 6

        /// The name in an OCI configuration: `SCHED_FIFO`.
        public var name: String { Self.names[Int(rawValue)] }

        /// The policy of that name; nil: there is none.
        public init?(name: String) {
            guard let number = Self.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: UInt32(number))
        }

        private static let names = [
            "SCHED_OTHER", "SCHED_FIFO", "SCHED_RR", "SCHED_BATCH", "SCHED_ISO", "SCHED_IDLE", "SCHED_DEADLINE",
        ]
    }

    /// SCHED_FLAG_…
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The kernel's bits.
        public let rawValue: UInt64
        /// Bits of the kernel.
        public init(rawValue: UInt64) { self.rawValue = rawValue }

        /// The flag with this name in an OCI configuration, `SCHED_FLAG_RECLAIM`; nil: there is none.
        public init?(name: String) {
            guard let number = Self.names.firstIndex(of: name) else { return nil }
            rawValue = 1 << UInt64(number)
        }

        private static let names = [
            "SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM", "SCHED_FLAG_DL_OVERRUN", "SCHED_FLAG_KEEP_POLICY",
            "SCHED_FLAG_KEEP_PARAMS", "SCHED_FLAG_UTIL_CLAMP_MIN", "SCHED_FLAG_UTIL_CLAMP_MAX",
        ]
    }

    /// The rule.
    public var policy: Policy
    /// SCHED_FLAG_…
    public var flags: Flags = []
    /// -20 to 19, for the usual rule and batch.
    public var nice: Int32 = 0
    /// 1 to 99, for real time.
    public var priority: UInt32 = 0
    /// Nanoseconds, for deadlines.
    public var runtime: UInt64 = 0
    /// Nanoseconds, for deadlines.
    public var deadline: UInt64 = 0
    /// Nanoseconds, for deadlines.
    public var period: UInt64 = 0

    /// Scheduling by a rule, the rest 0.
    public init(_ policy: Policy) { self.policy = policy }

    /// Sets it for a thread, nil: the calling one, which in a program with one thread is all of it.
    public func apply(to pid: PID? = nil) throws(LinuxError) {
        var raw = cg_schedule(
            policy: policy.rawValue, nice: nice, flags: flags.rawValue, priority: priority, runtime: runtime,
            deadline: deadline, period: period)
        try SystemCall.check("set scheduling", policy.name, cg_set_schedule(pid?.rawValue ?? 0, &raw))
    }

    /// How a thread is scheduled, nil: the calling one. A rule that this program does not know is `.other`.
    public static func current(of pid: PID? = nil) throws(LinuxError) -> Scheduling {
        var raw = cg_schedule()
        try SystemCall.check("get scheduling", nil, cg_get_schedule(pid?.rawValue ?? 0, &raw))
        var scheduling = Scheduling(Policy(rawValue: raw.policy) ?? .other)
        (scheduling.flags, scheduling.nice) = (Flags(rawValue: raw.flags), raw.nice)
        (scheduling.priority, scheduling.runtime) = (raw.priority, raw.runtime)
        (scheduling.deadline, scheduling.period) = (raw.deadline, raw.period)
        return scheduling
    }
}
