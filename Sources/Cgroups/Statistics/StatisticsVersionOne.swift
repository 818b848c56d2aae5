/// Statistics in version 1.
struct StatisticsVersionOne {
    /// The unit of cpuacct.stat: USER_HZ, which is 100 on every architecture that Swift runs on.
    private static let tick: Duration = .milliseconds(10)

    let tree: CgroupTree
    let parts: CgroupStatistics.Parts

    func read() throws(CgroupError) -> CgroupStatistics {
        var statistics = CgroupStatistics()
        if parts.contains(.processorTime), has("cpuacct") { try readUsage(&statistics.cpu) }
        if parts.contains(.throttling), has("cpu") { try readThrottling(&statistics.cpu) }
        if parts.contains(.memory), has("memory") { try readDetails(&statistics.memory) }
        if parts.contains(.memoryEvents), has("memory") { try readEvents(&statistics.memory) }
        if parts.contains(.pids) { statistics.pids = try tree.pidStatistics() }
        return statistics
    }

    private func has(_ controller: String) -> Bool { tree.layout.hierarchy(of: controller) != nil }

    private func readUsage(_ cpu: inout CgroupStatistics.CPU) throws(CgroupError) {
        let folder = try tree.folder(of: "cpuacct")
        cpu.usage = try Self.nanoseconds(folder["cpuacct.usage"])
        // Linux 4.6; cpuacct.stat has ticks only.
        let times = try CgroupTree.optional { () throws(CgroupError) in
            (try Self.nanoseconds(folder["cpuacct.usage_user"]), try Self.nanoseconds(folder["cpuacct.usage_sys"]))
        }
        if let times {
            (cpu.user, cpu.system) = times
            return
        }
        let ticks = try folder["cpuacct.stat"].numbers()
        cpu.user = Self.tick * Int64(clamping: ticks["user"] ?? 0)
        cpu.system = Self.tick * Int64(clamping: ticks["system"] ?? 0)
    }

    private static func nanoseconds(_ file: ControlFile) throws(CgroupError) -> Duration {
        .nanoseconds(Int64(clamping: try file.number()))
    }

    private func readThrottling(_ cpu: inout CgroupStatistics.CPU) throws(CgroupError) {
        let numbers = try tree.folder(of: "cpu")["cpu.stat"].numbers()
        cpu.periods = numbers["nr_periods"] ?? 0
        cpu.throttledPeriods = numbers["nr_throttled"] ?? 0
        cpu.throttled = .nanoseconds(Int64(clamping: numbers["throttled_time"] ?? 0))
    }

    private func readDetails(_ memory: inout CgroupStatistics.Memory) throws(CgroupError) {
        memory.details = try tree.folder(of: "memory")["memory.stat"].numbers()
        memory.usageTowardLimit = Self.usageTowardLimit(memory.details)
    }

    private func readEvents(_ memory: inout CgroupStatistics.Memory) throws(CgroupError) {
        let folder = try tree.folder(of: "memory")
        memory.usage = try folder["memory.usage_in_bytes"].number()
        memory.peak = try folder["memory.max_usage_in_bytes"].number()
        memory.oomKills = try tree.oomKills()
    }

    private static func usageTowardLimit(_ details: [String: UInt64]) -> UInt64 {
        let used = ["total_rss", "total_cache", "total_swap"].map { details[$0] ?? 0 }.saturatingSum()
        let inactive = details["total_inactive_file"] ?? 0
        return used > inactive ? used - inactive : 0
    }
}
