import SystemPackage

/// The specification's resources in version 2, converted where it knows version 1 only:
/// Documentation/admin-guide/cgroup-v2.rst of the kernel. What version 2 has no counterpart of is passed over.
struct ResourcesVersionTwo {
    let tree: CgroupTree

    func apply(_ resources: CgroupResources) throws(CgroupError) {
        if let pids = resources.pids { try tree.write(ResourcesVersionOne.pids(pids), "pids", "pids.max") }
        try MemoryVersionTwo(tree: tree).apply(resources.memory)
        try applyBlockIO(resources.blockIO)
        try applyCPU(resources.cpu)
        try tree.write(resources.cpu.cpus, "cpuset", "cpuset.cpus")
        try tree.write(resources.cpu.mems, "cpuset", "cpuset.mems")
        for pages in resources.hugepages { try applyHugepages(pages) }
        for (device, limit) in resources.rdma.sorted(by: { $0.key < $1.key }) {
            try tree.write(limit.text.map { "\(device) \($0)" }, "rdma", "rdma.max")
        }
        for (file, value) in resources.unified.sorted(by: { $0.key < $1.key }) { try applyUnified(file, value) }
    }

    private func applyCPU(_ cpu: CgroupResources.CPU) throws(CgroupError) {
        try tree.write(cpu.idle, "cpu", "cpu.idle")
        try tree.write(cpu.shares.unlessZero.map(CPUShares.weight), "cpu", "cpu.weight")
        var limits = CgroupLimits()
        limits.cpuQuota = cpu.quota.unlessZero.map { $0 < 0 ? .unlimited : .at(UInt64($0)) }
        limits.cpuPeriod = cpu.period.unlessZero
        guard let burst = cpu.burst else { return try tree.apply(limits) }
        do {
            try tree.write(burst, "cpu", "cpu.max.burst")
            try tree.apply(limits)
        } catch {
            // More than the quota that is still there, but maybe not than the one that comes.
            guard error.errno == .invalidArgument, limits.cpuQuota != nil else { throw error }
            try tree.apply(limits)
            try tree.write(burst, "cpu", "cpu.max.burst")
        }
    }

    private func applyBlockIO(_ blockIO: CgroupResources.BlockIO) throws(CgroupError) {
        var limits = BlockIOLimits()
        limits.weight = blockIO.weight.unlessZero.map { UInt64($0) }
        limits.throttles = blockIO.throttles
        if limits.weight != nil || !limits.throttles.isEmpty { try tree.apply(limits) }
        for entry in blockIO.devices {
            guard let weight = entry.weight.unlessZero else { continue }
            do {
                try tree.write("\(entry.device) \(weight)", "io", "io.bfq.weight")
            } catch {
                guard error.isAbsence else { throw error }
                try tree.write("\(entry.device) \(BlockIOVersionTwo.widen(UInt64(weight)))", "io", "io.weight")
            }
        }
    }

    private func applyHugepages(_ pages: CgroupResources.Hugepages) throws(CgroupError) {
        try tree.write(pages.limit, "hugetlb", "hugetlb.\(pages.size).max")
        _ = try CgroupTree.optional { () throws(CgroupError) in
            try tree.write(pages.limit, "hugetlb", "hugetlb.\(pages.size).rsvd.max")
        }
    }

    /// What the bundle's author knows of the kernel. Some files take several lines, each written alone.
    private func applyUnified(_ name: String, _ value: String) throws(CgroupError) {
        guard !name.contains("/"), name != "..", name != "." else {
            throw .unusableResource("unified resource \"\(name)\" must be a file name (no slashes)")
        }
        guard let dot = name.firstIndex(of: "."), let hierarchy = tree.layout.hierarchies.first else {
            throw .unusableResource("unified resource \"\(name)\" must be in the form CONTROLLER.PARAMETER")
        }
        let file = tree.folder(in: hierarchy)[name]
        do {
            for line in value.split(separator: "\n") { try file.write(String(line)) }
        } catch {
            let controller = String(name[..<dot])
            guard error.isAbsence || error.errno == .notPermitted, controller != "cgroup",
                !hierarchy.controllers.contains(controller)
            else { throw error }
            throw .unusableResource(
                "unified resource \"\(name)\" can't be set: controller \"\(controller)\" not available")
        }
    }
}
