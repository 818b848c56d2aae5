import SystemPackage

/// Memory in version 1: Documentation/admin-guide/cgroup-v1/memory.rst of the kernel.
struct MemoryVersionOne {
    let tree: CgroupTree

    func apply(_ memory: CgroupResources.Memory) throws(CgroupError) {
        try applyLimits(memory)
        try tree.write(memory.reservation.unlessZero, "memory", "memory.soft_limit_in_bytes")
        try tree.write(memory.kernelTCP.unlessZero, "memory", "memory.kmem.tcp.limit_in_bytes")
        if memory.disablesOOMKiller == true { try tree.write(1, "memory", "memory.oom_control") }
        guard let swappiness = memory.swappiness, swappiness != .max else { return }
        guard swappiness <= 100 else {
            throw .unusableResource("invalid memory swappiness value: \(swappiness) (valid range is 0-100)")
        }
        try tree.write(swappiness, "memory", "memory.swappiness")
    }

    /// At every moment the limit has to be at most that of memory and swap together.
    private func applyLimits(_ memory: CgroupResources.Memory) throws(CgroupError) {
        guard memory.limit.unlessZero != nil || memory.swap.unlessZero != nil else { return }
        let folder = try tree.folder(of: "memory")
        let both = folder["memory.memsw.limit_in_bytes"]
        let limit = memory.limit.unlessZero
        var swap = memory.swap.unlessZero
        // Without limit of memory there can be none of both; a kernel that does not count swap has no such file.
        if limit == -1, swap == nil, try both.textIfThere() != nil { swap = -1 }
        if memory.isCheckedBeforeUpdate { try check(limit, folder) }
        guard let limit, let swap else {
            if let limit { try write(limit, folder) }
            if let swap { try both.write("\(swap)") }
            return
        }
        let before = try folder["memory.limit_in_bytes"].number()
        let isRaised = swap < 0 || UInt64(swap) > before
        if isRaised { try both.write("\(swap)") }
        try write(limit, folder)
        if !isRaised { try both.write("\(swap)") }
    }

    private func check(_ limit: Int64?, _ folder: ControlFolder) throws(CgroupError) {
        guard let limit, limit > 0, try folder["memory.usage_in_bytes"].number() > UInt64(limit) else { return }
        throw try inUse(limit, folder)
    }

    private func write(_ limit: Int64, _ folder: ControlFolder) throws(CgroupError) {
        do {
            try folder["memory.limit_in_bytes"].write("\(limit)")
        } catch {
            guard error.errno == .resourceBusy else { throw error }
            throw try inUse(limit, folder)
        }
    }

    private func inUse(_ limit: Int64, _ folder: ControlFolder) throws(CgroupError) -> CgroupError {
        .memoryInUse(
            limit: limit, usage: try folder["memory.usage_in_bytes"].number(),
            peak: try folder["memory.max_usage_in_bytes"].number())
    }
}
