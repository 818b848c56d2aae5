import CGuardian

/// A limit of what a process may use (getrlimit(2)).
public struct ResourceLimit: Hashable, Sendable {
    /// What is limited. The raw value is the kernel's number (asm-generic/resource.h).
    public enum Resource: Int32, Hashable, Sendable, CaseIterable {
        /// Seconds of processor time.
        case cpu = 0
        /// Bytes of a file that it writes.
        case fsize = 1
        /// Bytes of data segment.
        case data = 2
        /// Bytes of stack.
        case stack = 3
        /// Bytes of a core file.
        case core = 4
        /// Bytes in memory; without effect.
        case rss = 5
        /// Processes of its user.
        case nproc = 6
        /// One more than the greatest descriptor.
        case nofile = 7
        /// Bytes locked in memory.
        case memlock = 8
        /// Bytes of address space.
        case addressSpace = 9
        /// Locks; without effect.
        case locks = 10
        /// Signals waiting, of its user.
        case sigpending = 11
        /// Bytes in POSIX message queues, of its user.
        case msgqueue = 12
        /// 20 minus the lowest nice value.
        case nice = 13
        /// The highest real-time priority.
        case rtprio = 14
        /// Microseconds that a real-time thread may run without a blocking call.
        case rttime = 15

        /// The name in an OCI configuration: `RLIMIT_NOFILE`.
        public var name: String { Self.names[Int(rawValue)] }

        /// The resource of that name; nil: there is none.
        public init?(name: String) {
            guard let number = Self.names.firstIndex(of: name) else { return nil }
            self.init(rawValue: Int32(number))
        }

        private static let names = [
            "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CORE", "RLIMIT_RSS", "RLIMIT_NPROC",
            "RLIMIT_NOFILE", "RLIMIT_MEMLOCK", "RLIMIT_AS", "RLIMIT_LOCKS", "RLIMIT_SIGPENDING", "RLIMIT_MSGQUEUE",
            "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_RTTIME",
        ]
    }

    /// RLIM_INFINITY.
    public static let unlimited = UInt64.max

    /// What is limited.
    public var resource: Resource
    /// What is in force; the process may change it.
    public var soft: UInt64
    /// Up to where it may.
    public var hard: UInt64

    /// A limit.
    public init(_ resource: Resource, soft: UInt64, hard: UInt64) {
        (self.resource, self.soft, self.hard) = (resource, soft, hard)
    }

    /// A limit of a process, nil: of this one.
    public static func current(_ resource: Resource, of pid: PID? = nil) throws(LinuxError) -> ResourceLimit {
        var raw = cg_limit()
        let answer = cg_get_limit(pid?.rawValue ?? 0, resource.rawValue, &raw)
        try SystemCall.check("get limit", resource.name, answer)
        return ResourceLimit(resource, soft: raw.soft, hard: raw.hard)
    }

    /// Sets it for a process, nil: for this one. A higher hard limit needs CAP_SYS_RESOURCE, another process's ids or
    /// that; errno `.notPermitted`.
    public func apply(to pid: PID? = nil) throws(LinuxError) {
        var raw = cg_limit(soft: soft, hard: hard)
        let answer = cg_set_limit(pid?.rawValue ?? 0, resource.rawValue, &raw)
        try SystemCall.check("set limit", "\(resource.name) to \(soft) and \(hard)", answer)
    }
}
