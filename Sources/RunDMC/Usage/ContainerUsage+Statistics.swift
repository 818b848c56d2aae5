import Cgroups
import Garden
import Guardian

extension ContainerUsage {
    /// The kernel's statistics in the API's words. The shares are left at zero: they are no statistics.
    init(_ statistics: CgroupStatistics) {
        self.init()
        memory = MemoryMetrics(statistics.memory)
        cpu.usageInNanoseconds = statistics.cpu.usage.wholeNanoseconds
        cpu.userInNanoseconds = statistics.cpu.user.wholeNanoseconds
        cpu.systemInNanoseconds = statistics.cpu.system.wholeNanoseconds
        (pids.current, pids.max) = (statistics.pids.current, statistics.pids.limit)
    }
}

extension MemoryMetrics {
    /// Each counter of memory.stat under its own name, in either version, as the original hands them on: what one of
    /// the two does not count under a name stays zero.
    init(_ memory: CgroupStatistics.Memory) {
        self.init()
        usageTowardLimit = memory.usageTowardLimit
        for (name, counter) in Self.kernelCounters {
            if let value = memory.details[name] { self[keyPath: counter] = value }
        }
    }

    private typealias Counter = any WritableKeyPath<MemoryMetrics, UInt64> & Sendable

    private static let kernelCounters: [(name: String, counter: Counter)] = [
        ("active_anon", \.activeAnon), ("active_file", \.activeFile), ("anon", \.anon), ("cache", \.cache),
        ("file", \.file), ("hierarchical_memory_limit", \.hierarchicalMemoryLimit),
        ("hierarchical_memsw_limit", \.hierarchicalMemorySwapLimit), ("inactive_anon", \.inactiveAnon),
        ("inactive_file", \.inactiveFile), ("mapped_file", \.mappedFile), ("pgfault", \.pageFaults),
        ("pgmajfault", \.majorPageFaults), ("pgpgin", \.pagesIn), ("pgpgout", \.pagesOut), ("rss", \.rss),
        ("swap", \.swap), ("swapcached", \.swapCached), ("total_active_anon", \.totalActiveAnon),
        ("total_active_file", \.totalActiveFile), ("total_cache", \.totalCache),
        ("total_inactive_anon", \.totalInactiveAnon), ("total_inactive_file", \.totalInactiveFile),
        ("total_mapped_file", \.totalMappedFile), ("total_pgfault", \.totalPageFaults),
        ("total_pgmajfault", \.totalMajorPageFaults), ("total_pgpgin", \.totalPagesIn),
        ("total_pgpgout", \.totalPagesOut), ("total_rss", \.totalRSS), ("total_swap", \.totalSwap),
        ("total_unevictable", \.totalUnevictable), ("unevictable", \.unevictable),
    ]
}

extension Duration {
    /// As the API counts processor time; more than 64 bits hold, 584 years, is not used.
    fileprivate var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(clamping: seconds) &* 1_000_000_000 &+ UInt64(clamping: attoseconds / 1_000_000_000)
    }
}
