/// The specification's resources in version 1: Documentation/admin-guide/cgroup-v1 of the kernel.
struct ResourcesVersionOne {
    let tree: CgroupTree

    func apply(_ resources: CgroupResources) throws(CgroupError) {
        try tree.write(resources.cpu.cpus, "cpuset", "cpuset.cpus")
        try tree.write(resources.cpu.mems, "cpuset", "cpuset.mems")
        try MemoryVersionOne(tree: tree).apply(resources.memory)
        try applyCPU(resources.cpu)
        if let pids = resources.pids { try tree.write(Self.pids(pids), "pids", "pids.max") }
        try applyBlockIO(resources.blockIO)
        for pages in resources.hugepages { try applyHugepages(pages) }
        try tree.write(resources.networkClass, "net_cls", "net_cls.classid")
        for entry in resources.networkPriorities {
            try tree.write("\(entry.interface) \(entry.priority)", "net_prio", "net_prio.ifpriomap")
        }
        for (device, limit) in resources.rdma.sorted(by: { $0.key < $1.key }) {
            try tree.write(limit.text.map { "\(device) \($0)" }, "rdma", "rdma.max")
        }
    }

    /// Also of version 2.
    static func pids(_ number: Int64) -> String { number < 0 ? "max" : "\(max(number, 1))" }

    private func applyCPU(_ cpu: CgroupResources.CPU) throws(CgroupError) {
        try applyShares(cpu.shares.unlessZero)
        var quota = QuotaWriter(tree: tree)
        quota.add(cpu.period.unlessZero, "cpu.cfs_period_us")
        quota.add(cpu.burst, "cpu.cfs_burst_us")
        try quota.write(quota: cpu.quota.unlessZero.map { "\($0)" }, "cpu.cfs_quota_us")
        try tree.write(cpu.idle, "cpu", "cpu.idle")
        try tree.write(cpu.realtimePeriod.unlessZero, "cpu", "cpu.rt_period_us")
        try tree.write(cpu.realtimeRuntime.unlessZero, "cpu", "cpu.rt_runtime_us")
    }

    /// The kernel takes any number, and makes it one that it can have.
    private func applyShares(_ shares: UInt64?) throws(CgroupError) {
        guard let shares else { return }
        let file = try tree.folder(of: "cpu")["cpu.shares"]
        try file.write("\(shares)")
        let known = (CPUShares.smallest, CPUShares.largest)
        if shares > known.1 { throw .unusableResource("the maximum allowed cpu-shares is \(known.1)") }
        if shares < known.0 { throw .unusableResource("the minimum allowed cpu-shares is \(known.0)") }
    }

    private func applyBlockIO(_ blockIO: CgroupResources.BlockIO) throws(CgroupError) {
        var limits = BlockIOLimits()
        limits.weight = blockIO.weight.unlessZero.map { UInt64($0) }
        limits.throttles = blockIO.throttles
        if limits.weight != nil || !limits.throttles.isEmpty { try tree.apply(limits) }
        try tree.write(blockIO.leafWeight.unlessZero, "blkio", "blkio.leaf_weight")
        for entry in blockIO.devices {
            if let weight = entry.weight.unlessZero {
                try write("\(entry.device) \(weight)", toFirstOf: ["blkio.bfq.weight_device", "blkio.weight_device"])
            }
            try tree.write(
                entry.leafWeight.unlessZero.map { "\(entry.device) \($0)" }, "blkio", "blkio.leaf_weight_device")
        }
    }

    private func write(_ value: String, toFirstOf files: [String]) throws(CgroupError) {
        let folder = try tree.folder(of: "blkio")
        do {
            try folder[files[0]].write(value)
        } catch {
            guard error.isAbsence else { throw error }
            try folder[files[1]].write(value)
        }
    }

    /// Pages are counted when they are used, and (since Linux 5.7) also when they are promised.
    private func applyHugepages(_ pages: CgroupResources.Hugepages) throws(CgroupError) {
        let folder = try tree.folder(of: "hugetlb")
        try folder["hugetlb.\(pages.size).limit_in_bytes"].write("\(pages.limit)")
        _ = try CgroupTree.optional { () throws(CgroupError) in
            try folder["hugetlb.\(pages.size).rsvd.limit_in_bytes"].write("\(pages.limit)")
        }
    }
}
