/// What the processes of a cgroup use and have used together.
public struct CgroupStatistics: Sendable, Hashable {
    /// Processor time.
    public struct CPU: Sendable, Hashable {
        /// All of it.
        public var usage: Duration = .zero
        /// In programs.
        public var user: Duration = .zero
        /// In the kernel.
        public var system: Duration = .zero
        /// Periods in which the quota counted.
        public var periods: UInt64 = 0
        /// Those of them in which it ran out.
        public var throttledPeriods: UInt64 = 0
        /// How long processes had to wait for the next period.
        public var throttled: Duration = .zero
    }

    /// Memory, bytes.
    public struct Memory: Sendable, Hashable {
        /// All of it, page cache included.
        public var usage: UInt64 = 0
        /// The most it ever was; 0 when the kernel does not say (version 2 before Linux 5.19).
        public var peak: UInt64 = 0
        /// memory.stat as it is: its names differ between version 1 and 2.
        public var details: [String: UInt64] = [:]
        /// What counts against a limit and cannot be given back without the processes noticing: inactive page cache
        /// is left out.
        public var usageTowardLimit: UInt64 = 0
        /// Processes killed because memory ran out.
        public var oomKills: UInt64 = 0
    }

    /// Processes and threads.
    public struct PIDs: Sendable, Hashable {
        /// How many there are.
        public var current: UInt64 = 0
        /// How many there may be; 0 without limit.
        public var limit: UInt64 = 0
    }

    /// What to read: each costs a few files.
    public struct Parts: OptionSet, Sendable, Hashable {
        /// Processor time used.
        public static let processorTime = Parts(rawValue: 1)
        /// How the CPU quota held it up.
        public static let throttling = Parts(rawValue: 2)
        /// What memory is used for, as `details` and `usageTowardLimit` have it.
        public static let memory = Parts(rawValue: 4)
        /// Memory in all, its peak, and who was killed for it.
        public static let memoryEvents = Parts(rawValue: 8)
        /// Processes and threads.
        public static let pids = Parts(rawValue: 16)
        /// Everything.
        public static let all: Parts = [.processorTime, .throttling, .memory, .memoryEvents, .pids]

        /// The bits.
        public let rawValue: UInt8

        /// A set of parts.
        public init(rawValue: UInt8) { self.rawValue = rawValue }
    }

    /// Processor time.
    public var cpu = CPU()
    /// Memory.
    public var memory = Memory()
    /// Processes and threads.
    public var pids = PIDs()

    /// Nothing used.
    public init() {}
}
