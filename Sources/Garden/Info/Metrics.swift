/// What a container uses.
public struct Metrics: Sendable, Hashable {
    /// Memory.
    public var memory = MemoryMetrics()
    /// Processor time.
    public var cpu = CPUMetrics()
    /// Disk space.
    public var disk = DiskMetrics()
    /// Network traffic; nil when nobody counts it.
    public var network: NetworkMetrics?
    /// Processes and threads.
    public var pids = PIDMetrics()
    /// How long ago it was made.
    public var age = Duration.zero
    /// The processor time that it was entitled to since it was made, nanoseconds.
    public var cpuEntitlementInNanoseconds: UInt64 = 0

    /// Nothing used.
    public init() {}
}

/// Processor time, nanoseconds since the container was made.
public struct CPUMetrics: Sendable, Hashable {
    /// In all.
    public var usageInNanoseconds: UInt64 = 0
    /// In user mode.
    public var userInNanoseconds: UInt64 = 0
    /// In kernel mode.
    public var systemInNanoseconds: UInt64 = 0

    /// None.
    public init() {}
}

/// Disk space in use.
public struct DiskMetrics: Sendable, Hashable {
    /// Bytes, the image's included.
    public var totalBytes: UInt64 = 0
    /// Inodes, the image's included.
    public var totalInodes: UInt64 = 0
    /// Bytes that the container wrote itself.
    public var exclusiveBytes: UInt64 = 0
    /// Inodes that the container made itself.
    public var exclusiveInodes: UInt64 = 0

    /// None.
    public init() {}
}

/// Network traffic, bytes, as the container sees it.
public struct NetworkMetrics: Sendable, Hashable {
    /// Received.
    public var receivedBytes: UInt64
    /// Sent.
    public var sentBytes: UInt64

    /// Traffic.
    public init(receivedBytes: UInt64 = 0, sentBytes: UInt64 = 0) {
        (self.receivedBytes, self.sentBytes) = (receivedBytes, sentBytes)
    }
}

/// Processes and threads.
public struct PIDMetrics: Sendable, Hashable {
    /// How many there are.
    public var current: UInt64 = 0
    /// How many there may be; 0: any number.
    public var max: UInt64 = 0

    /// None.
    public init() {}
}
