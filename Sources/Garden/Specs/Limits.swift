/// What a container may use. Zero everywhere means: no limit asked for.
public struct Limits: Sendable, Hashable {
    /// Network bandwidth.
    public var bandwidth = BandwidthLimits()
    /// Processor time.
    public var cpu = CPULimits()
    /// Disk space.
    public var disk = DiskLimits()
    /// Memory.
    public var memory = MemoryLimits()
    /// Processes and threads.
    public var pids = PIDLimits()

    /// No limit.
    public init() {}
}

/// Network bandwidth, bytes per second.
public struct BandwidthLimits: Sendable, Hashable {
    /// The rate in the long run.
    public var rate: UInt64 = 0
    /// The rate for a short while.
    public var burst: UInt64 = 0

    /// No limit.
    public init() {}
}

/// Processor time as a share of what all containers want.
public struct CPULimits: Sendable, Hashable {
    /// The share; wins over `limitInShares`.
    public var weight: UInt64 = 0
    /// The share by its deprecated name.
    public var limitInShares: UInt64 = 0

    /// No limit.
    public init() {}

    /// The share that counts.
    public var shares: UInt64 { weight > 0 ? weight : limitInShares }
}

/// Disk space, bytes and inodes.
public struct DiskLimits: Sendable, Hashable {
    /// What counts towards the limit.
    public enum Scope: UInt8, Sendable, Hashable {
        /// The image too.
        case total = 0
        /// Only what the container wrote.
        case exclusive = 1
    }

    /// Inodes, advisory.
    public var inodeSoft: UInt64 = 0
    /// Inodes.
    public var inodeHard: UInt64 = 0
    /// Bytes, advisory.
    public var byteSoft: UInt64 = 0
    /// Bytes.
    public var byteHard: UInt64 = 0
    /// What counts.
    public var scope = Scope.total

    /// No limit.
    public init() {}
}

/// Memory, bytes.
public struct MemoryLimits: Sendable, Hashable {
    /// The most it may use, page cache included.
    public var limitInBytes: UInt64 = 0

    /// No limit.
    public init() {}
}

/// Processes and threads.
public struct PIDLimits: Sendable, Hashable {
    /// The most there may be at once.
    public var max: UInt64 = 0

    /// No limit.
    public init() {}
}
