/// Memory in use: the kernel's counters for a control group under its own names (cgroup v1: memory.stat), in bytes
/// unless they count events. A counter that the kernel does not keep is 0.
public struct MemoryMetrics: Sendable, Hashable {
    /// `active_anon`
    public var activeAnon: UInt64 = 0
    /// `active_file`
    public var activeFile: UInt64 = 0
    /// `cache`
    public var cache: UInt64 = 0
    /// `hierarchical_memory_limit`
    public var hierarchicalMemoryLimit: UInt64 = 0
    /// `inactive_anon`
    public var inactiveAnon: UInt64 = 0
    /// `inactive_file`
    public var inactiveFile: UInt64 = 0
    /// `mapped_file`
    public var mappedFile: UInt64 = 0
    /// `pgfault`, events
    public var pageFaults: UInt64 = 0
    /// `pgmajfault`, events
    public var majorPageFaults: UInt64 = 0
    /// `pgpgin`, events
    public var pagesIn: UInt64 = 0
    /// `pgpgout`, events
    public var pagesOut: UInt64 = 0
    /// `rss`
    public var rss: UInt64 = 0
    /// `total_active_anon`
    public var totalActiveAnon: UInt64 = 0
    /// `total_active_file`
    public var totalActiveFile: UInt64 = 0
    /// `total_cache`
    public var totalCache: UInt64 = 0
    /// `total_inactive_anon`
    public var totalInactiveAnon: UInt64 = 0
    /// `total_inactive_file`
    public var totalInactiveFile: UInt64 = 0
    /// `total_mapped_file`
    public var totalMappedFile: UInt64 = 0
    /// `total_pgfault`, events
    public var totalPageFaults: UInt64 = 0
    /// `total_pgmajfault`, events
    public var totalMajorPageFaults: UInt64 = 0
    /// `total_pgpgin`, events
    public var totalPagesIn: UInt64 = 0
    /// `total_pgpgout`, events
    public var totalPagesOut: UInt64 = 0
    /// `total_rss`
    public var totalRSS: UInt64 = 0
    /// `total_unevictable`
    public var totalUnevictable: UInt64 = 0
    /// `unevictable`
    public var unevictable: UInt64 = 0
    /// `swap`
    public var swap: UInt64 = 0
    /// `hierarchical_memsw_limit`
    public var hierarchicalMemorySwapLimit: UInt64 = 0
    /// `total_swap`
    public var totalSwap: UInt64 = 0
    /// What the memory limit is compared with, less the file pages that would be dropped first.
    public var usageTowardLimit: UInt64 = 0
    /// `anon` (cgroup v2)
    public var anon: UInt64 = 0
    /// `file` (cgroup v2)
    public var file: UInt64 = 0
    /// `swapcached` (cgroup v2)
    public var swapCached: UInt64 = 0

    /// None.
    public init() {}
}
