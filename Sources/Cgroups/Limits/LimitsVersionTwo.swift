/// Limits in version 2: Documentation/admin-guide/cgroup-v2.rst of the kernel.
struct LimitsVersionTwo {
    let tree: CgroupTree

    func apply(_ limits: CgroupLimits) throws(CgroupError) {
        if let memory = limits.memory { try tree.folder(of: "memory")["memory.max"].write(Self.text(memory)) }
        if let swap = limits.memoryAndSwap { try applySwap(swap) }
        if let pids = limits.pids { try tree.folder(of: "pids")["pids.max"].write(Self.text(pids)) }
        if let shares = limits.cpuShares {
            try tree.folder(of: "cpu")["cpu.weight"].write("\(CPUShares.weight(fromShares: shares))")
        }
        if limits.cpuQuota != nil || limits.cpuPeriod != nil { try applyQuota(limits) }
    }

    func read() throws(CgroupError) -> CgroupLimits {
        var limits = CgroupLimits()
        limits.memory = try limit("memory", "memory.max")
        limits.memoryAndSwap = try memoryAndSwap(limits.memory)
        limits.pids = try limit("pids", "pids.max")
        limits.cpuShares = try shares()
        if let (quota, period) = try CgroupTree.optional(quota) {
            (limits.cpuQuota, limits.cpuPeriod) = (quota, period)
        }
        return limits
    }

    func shares() throws(CgroupError) -> UInt64? {
        try CgroupTree.optional { () throws(CgroupError) in
            CPUShares.shares(fromWeight: try tree.folder(of: "cpu")["cpu.weight"].number())
        }
    }

    /// Version 2 limits swap apart from memory.
    private func applySwap(_ sum: CgroupLimits.Limit) throws(CgroupError) {
        let folder = try tree.folder(of: "memory")
        switch (sum, try folder["memory.max"].limit()) {
        case (.at(let sum), .at(let memory)):
            try folder["memory.swap.max"].write("\(sum > memory ? sum - memory : 0)")
        case (.unlimited, _), (.at, .unlimited): try folder["memory.swap.max"].write("max")
        }
    }

    private func memoryAndSwap(_ memory: CgroupLimits.Limit?) throws(CgroupError) -> CgroupLimits.Limit? {
        switch (memory, try limit("memory", "memory.swap.max")) {
        case (nil, _), (_, nil): return nil
        case (.at(let memory), .at(let swap)):
            let (sum, overflow) = memory.addingReportingOverflow(swap)
            return overflow ? .unlimited : .at(sum)
        default: return .unlimited
        }
    }

    private func applyQuota(_ limits: CgroupLimits) throws(CgroupError) {
        let (quota, period) = try quota()
        let file = try tree.folder(of: "cpu")["cpu.max"]
        try file.write("\(Self.text(limits.cpuQuota ?? quota)) \(limits.cpuPeriod ?? period)")
    }

    private func quota() throws(CgroupError) -> (CgroupLimits.Limit, UInt64) {
        let file = try tree.folder(of: "cpu")["cpu.max"]
        let text = try file.text()
        let words = text.split(separator: " ")
        guard words.count == 2, let period = UInt64(words[1]) else { throw .malformed(path: file.path, contents: text) }
        if words[0] == "max" { return (.unlimited, period) }
        guard let quota = UInt64(words[0]) else { throw .malformed(path: file.path, contents: text) }
        return (.at(quota), period)
    }

    private func limit(_ controller: String, _ name: String) throws(CgroupError) -> CgroupLimits.Limit? {
        try CgroupTree.optional { () throws(CgroupError) in try tree.folder(of: controller)[name].limit() }
    }

    private static func text(_ limit: CgroupLimits.Limit) -> String {
        switch limit {
        case .unlimited: "max"
        case .at(let number): "\(number)"
        }
    }
}
