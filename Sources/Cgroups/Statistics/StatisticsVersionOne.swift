/// Statistics in version 1.
struct StatisticsVersionOne {
    /// The unit of cpuacct.stat: USER_HZ, which is 100 on every architecture that Swift runs on.
    private static let tick: Duration = .milliseconds(10)

    let tree: CgroupTree

    func read() throws(CgroupError) -> CgroupStatistics {
        var statistics = CgroupStatistics()
        if tree.layout.hierarchy(of: "cpuacct") != nil { try readUsage(&statistics.cpu) }
        if tree.layout.hierarchy(of: "cpu") != nil { try readThrottling(&statistics.cpu) }
        if tree.layout.hierarchy(of: "memory") != nil { statistics.memory = try memory() }
        statistics.pids = try tree.pidStatistics()
        return statistics
    }

    private func readUsage(_ cpu: inout CgroupStatistics.CPU) throws(CgroupError) {
        let folder = try tree.folder(of: "cpuacct")
        let ticks = try folder["cpuacct.stat"].numbers()
        cpu.usage = .nanoseconds(Int64(clamping: try folder["cpuacct.usage"].number()))
        cpu.user = Self.tick * Int64(clamping: ticks["user"] ?? 0)
        cpu.system = Self.tick * Int64(clamping: ticks["system"] ?? 0)
    }

    private func readThrottling(_ cpu: inout CgroupStatistics.CPU) throws(CgroupError) {
        let numbers = try tree.folder(of: "cpu")["cpu.stat"].numbers()
        cpu.periods = numbers["nr_periods"] ?? 0
        cpu.throttledPeriods = numbers["nr_throttled"] ?? 0
        cpu.throttled = .nanoseconds(Int64(clamping: numbers["throttled_time"] ?? 0))
    }

    private func memory() throws(CgroupError) -> CgroupStatistics.Memory {
        let folder = try tree.folder(of: "memory")
        var memory = CgroupStatistics.Memory()
        memory.usage = try folder["memory.usage_in_bytes"].number()
        memory.peak = try folder["memory.max_usage_in_bytes"].number()
        memory.details = try folder["memory.stat"].numbers()
        memory.usageTowardLimit = Self.usageTowardLimit(memory.details)
        memory.oomKills = try tree.oomKills()
        return memory
    }

    private static func usageTowardLimit(_ details: [String: UInt64]) -> UInt64 {
        let used = ["total_rss", "total_cache", "total_swap"].map { details[$0] ?? 0 }.saturatingSum()
        let inactive = details["total_inactive_file"] ?? 0
        return used > inactive ? used - inactive : 0
    }
}
