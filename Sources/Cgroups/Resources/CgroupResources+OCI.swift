public import OCI

extension CgroupResources {
    /// The resources of a bundle, or of an update; without the devices, which are `DeviceRule`s.
    ///
    /// The kernel's own memory (`kernel`), which no kernel limits any more, and `useHierarchy`, which cannot be had in
    /// another way, are passed over.
    ///
    /// - Throws: `CgroupError.unusableResource` for a block device with numbers that there are not.
    public init(_ resources: OCIResources) throws(CgroupError) {
        self.init()
        memory = Memory(resources.memory)
        cpu = CPU(resources.cpu)
        pids = resources.pidsLimit
        blockIO = try BlockIO(resources.blockIO)
        hugepages = resources.hugePageLimits.map { Hugepages(size: $0.pageSize, limit: $0.limit) }
        networkClass = resources.network.classID
        networkPriorities = resources.network.priorities.map { NetworkPriority($0.name, $0.priority) }
        rdma = resources.rdma.mapValues { RDMA(handles: $0.handles, objects: $0.objects) }
        unified = resources.unified
    }
}

extension CgroupResources.Memory {
    fileprivate init(_ memory: OCIMemory) {
        self.init()
        (limit, reservation, swap) = (memory.limit, memory.reservation, memory.swap)
        (kernelTCP, swappiness) = (memory.kernelTCP, memory.swappiness)
        disablesOOMKiller = memory.disableOOMKiller
        isCheckedBeforeUpdate = memory.checkBeforeUpdate ?? false
    }
}

extension CgroupResources.CPU {
    fileprivate init(_ cpu: OCIProcessors) {
        self.init()
        (shares, quota, burst, period) = (cpu.shares, cpu.quota, cpu.burst, cpu.period)
        (realtimeRuntime, realtimePeriod) = (cpu.realtimeRuntime, cpu.realtimePeriod)
        (cpus, mems) = (cpu.processors, cpu.memoryNodes)
        idle = cpu.idle
    }
}

extension CgroupResources.BlockIO {
    fileprivate init(_ blockIO: OCIBlockIO) throws(CgroupError) {
        self.init()
        (weight, leafWeight) = (blockIO.weight, blockIO.leafWeight)
        for entry in blockIO.deviceWeights {
            let device = try BlockDevice(entry.major, entry.minor)
            devices.append(.init(device, weight: entry.weight, leafWeight: entry.leafWeight))
        }
        for entry in blockIO.throttles {
            let device = try BlockDevice(entry.major, entry.minor)
            throttles[device, default: .init()][keyPath: Self.limit(entry.direction)] = entry.rate
        }
    }

    private static func limit(_ direction: OCIThrottle.Direction) -> WritableKeyPath<BlockIOLimits.Throttle, UInt64?> {
        switch direction {
        case .readBytes: \.readBytes
        case .writtenBytes: \.writtenBytes
        case .reads: \.reads
        case .writes: \.writes
        }
    }
}

extension BlockDevice {
    fileprivate init(_ major: Int64, _ minor: Int64) throws(CgroupError) {
        guard let exactMajor = UInt32(exactly: major), let exactMinor = UInt32(exactly: minor) else {
            throw .unusableResource("block device \(major):\(minor), which cannot be")
        }
        self.init(major: exactMajor, minor: exactMinor)
    }
}
