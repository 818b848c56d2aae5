/// What the processes of a cgroup may use together. nil leaves a limit as it is.
public struct CgroupLimits: Sendable, Hashable {
    /// A limit.
    public enum Limit: Sendable, Hashable {
        /// None.
        case unlimited
        /// The most there may be.
        case at(UInt64)
    }

    /// Memory, page cache included, in bytes.
    public var memory: Limit?
    /// Memory and swap together, in bytes.
    public var memoryAndSwap: Limit?
    /// Processes and threads.
    public var pids: Limit?
    /// The share of processor time when others want some too; see `CPUShares`.
    public var cpuShares: UInt64?
    /// Processor time in each period, in microseconds.
    public var cpuQuota: Limit?
    /// The period of `cpuQuota`, in microseconds.
    public var cpuPeriod: UInt64?

    /// Nothing to change.
    public init() {}
}
