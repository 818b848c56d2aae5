import OCI

/// One resource limit of a process, ready for prlimit(2).
public struct ResourceLimit: Sendable, Hashable {
    /// The kernel's number of the resource (asm-generic/resource.h).
    public var resource: Int32
    /// What is in force.
    public var soft: UInt64
    /// What it may be raised to.
    public var hard: UInt64

    /// A limit.
    public init(resource: Int32, soft: UInt64, hard: UInt64) {
        (self.resource, self.soft, self.hard) = (resource, soft, hard)
    }

    init(_ limit: OCIResourceLimit) throws(ConfigurationFault) {
        guard let resource = Self.names.firstIndex(of: limit.type) else { throw .resourceLimit(limit.type) }
        self.init(resource: Int32(resource), soft: limit.soft, hard: limit.hard)
    }

    /// The names of the resources, by their numbers.
    public static let names = [
        "RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_DATA", "RLIMIT_STACK", "RLIMIT_CORE", "RLIMIT_RSS", "RLIMIT_NPROC",
        "RLIMIT_NOFILE", "RLIMIT_MEMLOCK", "RLIMIT_AS", "RLIMIT_LOCKS", "RLIMIT_SIGPENDING", "RLIMIT_MSGQUEUE",
        "RLIMIT_NICE", "RLIMIT_RTPRIO", "RLIMIT_RTTIME",
    ]
}
