import OCI

/// How a process is scheduled, ready for sched_setattr(2).
public struct SchedulerConfiguration: Sendable, Hashable {
    /// The policies, by the kernel's numbers (linux/sched.h).
    public enum Policy: UInt32, Sendable, Hashable, CaseIterable {
        /// The ordinary one.
        case other = 0
        /// Real time, first come first served.
        case fifo = 1
        /// Real time, in turns.
        case roundRobin = 2
        /// Ordinary, never interactive.
        case batch = 3
        /// Reserved by the kernel, which refuses it.
        case isochronous = 4
        /// Only when nobody else wants to.
        case idle = 5
        /// By deadlines.
        case deadline = 6

        /// Its name in the specification.
        public var name: String { Self.names[Int(rawValue)] }

        /// The policy called so; nil when there is none.
        public init?(name: String) {
            guard let index = Self.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: UInt32(index))
        }

        private static let names = [
            "SCHED_OTHER", "SCHED_FIFO", "SCHED_RR", "SCHED_BATCH", "SCHED_ISO", "SCHED_IDLE", "SCHED_DEADLINE",
        ]
    }

    /// The names of the flags; the first is bit 0.
    static let flagNames = [
        "SCHED_FLAG_RESET_ON_FORK", "SCHED_FLAG_RECLAIM", "SCHED_FLAG_DL_OVERRUN", "SCHED_FLAG_KEEP_POLICY",
        "SCHED_FLAG_KEEP_PARAMS", "SCHED_FLAG_UTIL_CLAMP_MIN", "SCHED_FLAG_UTIL_CLAMP_MAX",
    ]

    /// The policy.
    public var policy: Policy
    /// Niceness, -20 to 19.
    public var nice: Int32 = 0
    /// Static priority.
    public var priority: Int32 = 0
    /// The bits of sched_setattr(2).
    public var flags: UInt64 = 0
    /// Time to run in each period, nanoseconds.
    public var runtime: UInt64 = 0
    /// Time until it must have run, nanoseconds.
    public var deadline: UInt64 = 0
    /// The period, nanoseconds.
    public var period: UInt64 = 0

    /// A policy with nothing else said.
    public init(_ policy: Policy) { self.policy = policy }

    /// Takes names for numbers. Whether they go together is for `Configuration.validate` to say.
    init(_ scheduler: OCIScheduler) throws(ConfigurationFault) {
        guard !scheduler.policy.isEmpty else { throw .schedulerPolicyMissing }
        guard let policy = Policy(name: scheduler.policy) else { throw .schedulerPolicy(scheduler.policy) }
        self.policy = policy
        (nice, priority) = (scheduler.nice, scheduler.priority)
        (runtime, deadline, period) = (scheduler.runtime, scheduler.deadline, scheduler.period)
        for name in scheduler.flags {
            guard let bit = Self.flagNames.firstIndex(of: name) else { throw .schedulerFlag(name) }
            flags |= 1 << bit
        }
    }
}
