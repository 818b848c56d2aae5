import Cgroups
import OCI

extension CgroupConfiguration {
    /// Who may use which devices, in the document's order.
    func deviceAccess() throws(LibcontainerError) -> DeviceAccess {
        var rules: [DeviceRule] = []
        for rule in resources.devices { rules += try DeviceRule.rules(for: rule) }
        return try cgroups { () throws(CgroupError) in try DeviceAccess(rules) }
    }
}

extension DeviceRule {
    /// What one rule of a document comes to: one that says nothing of the kind is for both.
    fileprivate static func rules(for rule: OCIDeviceRule) throws(LibcontainerError) -> [DeviceRule] {
        guard let access = Access(letters: rule.access) else {
            throw .unsupported("device access '\(rule.access)'")
        }
        let (major, minor) = (number(rule.major), number(rule.minor))
        let isAll = rule.type == nil || rule.type == "" || rule.type == "a"
        // A rule for all devices has neither numbers nor exceptions.
        if isAll { return [DeviceRule(allow: rule.isAllowed)] }
        return [DeviceRule(allow: rule.isAllowed, rule.type == "b" ? .block : .character, major, minor, access: access)]
    }

    /// -1 stands for any.
    private static func number(_ value: Int64?) -> UInt32? { value.flatMap { UInt32(exactly: $0) } }
}

extension CgroupResources {
    /// What a document says, but for devices.
    init(_ resources: OCIResources) {
        self.init()
        memory.limit = resources.memory.limit
        memory.reservation = resources.memory.reservation
        memory.swap = resources.memory.swap
        memory.kernelTCP = nil
        memory.swappiness = resources.memory.swappiness
        memory.disablesOOMKiller = resources.memory.disableOOMKiller
        memory.isCheckedBeforeUpdate = resources.memory.checkBeforeUpdate ?? false
        takeProcessors(resources.cpu)
        pids = resources.pidsLimit
        blockIO.take(resources.blockIO)
        hugepages = resources.hugePageLimits.map { Hugepages(size: $0.pageSize, limit: $0.limit) }
        networkClass = resources.network.classID
        networkPriorities = resources.network.priorities.map { NetworkPriority($0.name, $0.priority) }
        rdma = resources.rdma.mapValues { RDMA(handles: $0.handles, objects: $0.objects) }
        unified = resources.unified
    }

    private mutating func takeProcessors(_ given: OCIProcessors) {
        (cpu.shares, cpu.quota, cpu.burst, cpu.period) = (given.shares, given.quota, given.burst, given.period)
        (cpu.realtimeRuntime, cpu.realtimePeriod) = (given.realtimeRuntime, given.realtimePeriod)
        (cpu.cpus, cpu.mems, cpu.idle) = (given.processors, given.memoryNodes, given.idle)
    }
}

extension CgroupResources.BlockIO {
    fileprivate mutating func take(_ given: OCIBlockIO) {
        (weight, leafWeight) = (given.weight, given.leafWeight)
        devices = given.deviceWeights.compactMap { weight in
            BlockDevice(weight.major, weight.minor).map {
                CgroupResources.DeviceWeight($0, weight: weight.weight, leafWeight: weight.leafWeight)
            }
        }
        for throttle in given.throttles {
            guard let device = BlockDevice(throttle.major, throttle.minor) else { continue }
            var limits = throttles[device] ?? BlockIOLimits.Throttle()
            switch throttle.direction {
            case .readBytes: limits.readBytes = throttle.rate
            case .writtenBytes: limits.writtenBytes = throttle.rate
            case .reads: limits.reads = throttle.rate
            case .writes: limits.writes = throttle.rate
            }
            throttles[device] = limits
        }
    }
}

extension BlockDevice {
    fileprivate init?(_ major: Int64, _ minor: Int64) {
        guard let major = UInt32(exactly: major), let minor = UInt32(exactly: minor) else { return nil }
        self.init(major: major, minor: minor)
    }
}
