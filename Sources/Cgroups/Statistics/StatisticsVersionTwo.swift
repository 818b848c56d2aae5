/// Statistics in version 2.
struct StatisticsVersionTwo {
    let tree: CgroupTree

    func read() throws(CgroupError) -> CgroupStatistics {
        var statistics = CgroupStatistics()
        // cpu.stat is there without the controller too, but then without throttling.
        if let hierarchy = tree.layout.hierarchies.first {
            statistics.cpu = Self.cpu(try tree.folder(in: hierarchy)["cpu.stat"].numbers())
        }
        if tree.layout.hierarchy(of: "memory") != nil { statistics.memory = try memory() }
        statistics.pids = try tree.pidStatistics()
        return statistics
    }

    private static func cpu(_ numbers: [String: UInt64]) -> CgroupStatistics.CPU {
        func duration(_ name: String) -> Duration { .microseconds(Int64(clamping: numbers[name] ?? 0)) }
        var cpu = CgroupStatistics.CPU()
        cpu.usage = duration("usage_usec")
        cpu.user = duration("user_usec")
        cpu.system = duration("system_usec")
        cpu.periods = numbers["nr_periods"] ?? 0
        cpu.throttledPeriods = numbers["nr_throttled"] ?? 0
        cpu.throttled = duration("throttled_usec")
        return cpu
    }

    private func memory() throws(CgroupError) -> CgroupStatistics.Memory {
        let folder = try tree.folder(of: "memory")
        var memory = CgroupStatistics.Memory()
        memory.usage = try folder["memory.current"].number()
        memory.peak = try CgroupTree.optional { () throws(CgroupError) in try folder["memory.peak"].number() } ?? 0
        memory.details = try folder["memory.stat"].numbers()
        memory.usageTowardLimit = Self.usageTowardLimit(memory.details)
        memory.oomKills = try tree.oomKills()
        return memory
    }

    private static func usageTowardLimit(_ details: [String: UInt64]) -> UInt64 {
        let used = ["file", "anon", "swapcached"].map { details[$0] ?? 0 }.saturatingSum()
        let inactive = details["inactive_file"] ?? 0
        return used > inactive ? used - inactive : 0
    }
}
