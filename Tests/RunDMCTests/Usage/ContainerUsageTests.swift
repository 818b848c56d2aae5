import Cgroups
import Garden
import Guardian
import Testing

@testable import RunDMC

@Suite("A container's usage")
struct ContainerUsageTests {
    typealias Counter = any KeyPath<MemoryMetrics, UInt64> & Sendable

    @Test(
        "has each of the kernel's counters of memory under its own name",
        arguments: [
            ("active_anon", \.activeAnon), ("active_file", \.activeFile), ("cache", \.cache),
            ("hierarchical_memory_limit", \.hierarchicalMemoryLimit), ("inactive_anon", \.inactiveAnon),
            ("inactive_file", \.inactiveFile), ("mapped_file", \.mappedFile), ("pgfault", \.pageFaults),
            ("pgmajfault", \.majorPageFaults), ("pgpgin", \.pagesIn), ("pgpgout", \.pagesOut), ("rss", \.rss),
            ("total_active_anon", \.totalActiveAnon), ("total_active_file", \.totalActiveFile),
            ("total_cache", \.totalCache), ("total_inactive_anon", \.totalInactiveAnon),
            ("total_inactive_file", \.totalInactiveFile), ("total_mapped_file", \.totalMappedFile),
            ("total_pgfault", \.totalPageFaults), ("total_pgmajfault", \.totalMajorPageFaults),
            ("total_pgpgin", \.totalPagesIn), ("total_pgpgout", \.totalPagesOut), ("total_rss", \.totalRSS),
            ("total_unevictable", \.totalUnevictable), ("unevictable", \.unevictable), ("swap", \.swap),
            ("hierarchical_memsw_limit", \.hierarchicalMemorySwapLimit), ("total_swap", \.totalSwap),
            ("anon", \.anon), ("file", \.file), ("swapcached", \.swapCached),
        ] as [(String, Counter)])
    func memory(name: String, counter: Counter) {
        var memory = CgroupStatistics().memory
        memory.details = [name: 42, "no_such_counter": 7]
        var expected = 0

        let metrics = MemoryMetrics(memory)

        #expect(metrics[keyPath: counter] == 42)
        for child in Mirror(reflecting: metrics).children where child.value as? UInt64 != 0 { expected += 1 }
        #expect(expected == 1)
    }

    @Test("has what counts toward the limit, processor time and processes")
    func rest() {
        var statistics = CgroupStatistics()
        statistics.memory.usageTowardLimit = 1
        statistics.cpu.usage = .nanoseconds(5_000_000_007)
        statistics.cpu.user = .microseconds(3)
        statistics.cpu.system = .milliseconds(4)
        (statistics.pids.current, statistics.pids.limit) = (5, 6)

        let usage = ContainerUsage(statistics)

        #expect(usage.memory.usageTowardLimit == 1)
        #expect(usage.cpu.usageInNanoseconds == 5_000_000_007)
        #expect(usage.cpu.userInNanoseconds == 3000)
        #expect(usage.cpu.systemInNanoseconds == 4_000_000)
        #expect((usage.pids.current, usage.pids.max) == (5, 6))
        #expect(usage.cpuShares == 0)
    }
}
