/// Statistics in version 2.
struct StatisticsVersionTwo {
    let tree: CgroupTree
    let parts: CgroupStatistics.Parts

    func read() throws(CgroupError) -> CgroupStatistics {
        var statistics = CgroupStatistics()
        // cpu.stat is there without the controller too, but then without throttling.
        if !parts.isDisjoint(with: [.processorTime, .throttling]), let hierarchy = tree.layout.hierarchies.first {
            statistics.cpu = Self.cpu(try tree.folder(in: hierarchy)["cpu.stat"].numbers())
        }
        let hasMemory = tree.layout.hierarchy(of: "memory") != nil
        if hasMemory, parts.contains(.memory) { try readDetails(&statistics.memory) }
        if hasMemory, parts.contains(.memoryEvents) { try readEvents(&statistics.memory) }
        if parts.contains(.pids) { statistics.pids = try tree.pidStatistics() }
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

    private func readDetails(_ memory: inout CgroupStatistics.Memory) throws(CgroupError) {
        memory.details = try tree.folder(of: "memory")["memory.stat"].numbers()
        memory.usageTowardLimit = Self.usageTowardLimit(memory.details)
    }

    private func readEvents(_ memory: inout CgroupStatistics.Memory) throws(CgroupError) {
        let folder = try tree.folder(of: "memory")
        memory.usage = try folder["memory.current"].number()
        memory.peak = try CgroupTree.optional { () throws(CgroupError) in try folder["memory.peak"].number() } ?? 0
        memory.oomKills = try tree.oomKills()
    }

    private static func usageTowardLimit(_ details: [String: UInt64]) -> UInt64 {
        let used = ["file", "anon", "swapcached"].map { details[$0] ?? 0 }.saturatingSum()
        let inactive = details["inactive_file"] ?? 0
        return used > inactive ? used - inactive : 0
    }
}
