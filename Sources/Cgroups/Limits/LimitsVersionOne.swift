import SystemPackage

/// Limits in version 1: Documentation/admin-guide/cgroup-v1 of the kernel.
struct LimitsVersionOne {
    let tree: CgroupTree

    func apply(_ limits: CgroupLimits) throws(CgroupError) {
        if limits.memory != nil || limits.memoryAndSwap != nil { try applyMemory(limits) }
        if let pids = limits.pids { try tree.folder(of: "pids")["pids.max"].write(Self.text(pids, unlimited: "max")) }
        if let shares = limits.cpuShares { try tree.folder(of: "cpu")["cpu.shares"].write("\(shares)") }
        if limits.cpuQuota != nil || limits.cpuPeriod != nil { try applyQuota(limits) }
    }

    func read() throws(CgroupError) -> CgroupLimits {
        var limits = CgroupLimits()
        limits.memory = try memory("memory.limit_in_bytes")
        limits.memoryAndSwap = try memory("memory.memsw.limit_in_bytes")
        limits.pids = try CgroupTree.optional { () throws(CgroupError) in
            try tree.folder(of: "pids")["pids.max"].limit()
        }
        limits.cpuShares = try shares()
        limits.cpuPeriod = try CgroupTree.optional { () throws(CgroupError) in
            try tree.folder(of: "cpu")["cpu.cfs_period_us"].number()
        }
        limits.cpuQuota = try CgroupTree.optional { () throws(CgroupError) in
            let file = try tree.folder(of: "cpu")["cpu.cfs_quota_us"]
            return try file.text() == "-1" ? .unlimited : try file.limit()
        }
        return limits
    }

    func shares() throws(CgroupError) -> UInt64? {
        try CgroupTree.optional { () throws(CgroupError) in try tree.folder(of: "cpu")["cpu.shares"].number() }
    }

    /// The kernel refuses a memory limit above that of memory and swap at every moment, so when the latter grows it
    /// has to do so first.
    private func applyMemory(_ limits: CgroupLimits) throws(CgroupError) {
        let folder = try tree.folder(of: "memory")
        let swap = limits.memoryAndSwap ?? (limits.memory == .unlimited ? .unlimited : nil)
        let raisesSwap = try swap.map { limit throws(CgroupError) in
            try isAbove(limit, folder["memory.memsw.limit_in_bytes"])
        }
        if let swap, raisesSwap == true { try write(swap, folder["memory.memsw.limit_in_bytes"]) }
        if let memory = limits.memory { try write(memory, folder["memory.limit_in_bytes"]) }
        if let swap, raisesSwap == false { try write(swap, folder["memory.memsw.limit_in_bytes"]) }
    }

    private func isAbove(_ limit: CgroupLimits.Limit, _ file: ControlFile) throws(CgroupError) -> Bool {
        switch limit {
        case .unlimited: true
        case .at(let bytes): try bytes > file.number()
        }
    }

    /// Each is checked against the parent's ratio of the two, so the order in which they fit depends on what was
    /// there before.
    private func applyQuota(_ limits: CgroupLimits) throws(CgroupError) {
        let folder = try tree.folder(of: "cpu")
        let quota = limits.cpuQuota.map { Self.text($0, unlimited: "-1") }
        let period = limits.cpuPeriod.map { "\($0)" }
        do {
            if let period { try folder["cpu.cfs_period_us"].write(period) }
            if let quota { try folder["cpu.cfs_quota_us"].write(quota) }
        } catch {
            guard error.errno == .invalidArgument, let period, let quota else { throw error }
            try folder["cpu.cfs_quota_us"].write(quota)
            try folder["cpu.cfs_period_us"].write(period)
        }
    }

    private func memory(_ name: String) throws(CgroupError) -> CgroupLimits.Limit? {
        try CgroupTree.optional { () throws(CgroupError) in
            let bytes = try tree.folder(of: "memory")[name].number()
            // The largest whole number of pages below 2^63, whatever the page's size up to 64 KiB.
            return bytes >= UInt64(Int64.max) - 0xFFFF ? .unlimited : .at(bytes)
        }
    }

    private func write(_ limit: CgroupLimits.Limit, _ file: ControlFile) throws(CgroupError) {
        try file.write(Self.text(limit, unlimited: "-1"))
    }

    private static func text(_ limit: CgroupLimits.Limit, unlimited: String) -> String {
        switch limit {
        case .unlimited: unlimited
        case .at(let number): "\(number)"
        }
    }
}
