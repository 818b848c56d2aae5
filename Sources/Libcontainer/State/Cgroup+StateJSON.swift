import Cgroups
import JSON
import OCI

/// Limits stand beside the path; 0 stands for none.
extension CgroupConfiguration {
    init(stateJSON json: JSONValue) {
        self.init()
        (name, path) = (json["name"].text, json["path"].text)
        driver = json["Systemd"].isTrue ? .systemd : .cgroupfs
        isRootless = json["Rootless"].isTrue
        owner = json["owner_uid"]?.integer()
        resources = OCIResources(stateJSON: json)
    }

    var stateJSON: JSONValue {
        var object = JSONObject()
        object.addGiven([
            "name": name.isEmpty ? nil : .string(name), "path": path.isEmpty ? nil : .string(path),
        ])
        resources.addState(to: &object)
        object.addGiven([
            "Systemd": driver == .systemd ? true : nil, "Rootless": isRootless ? true : nil,
            "owner_uid": owner.map { .integer($0) },
        ])
        return .object(object)
    }
}

extension OCIResources {
    init(stateJSON json: JSONValue) {
        self.init()
        devices = json["devices"].elements.map(OCIDeviceRule.init(stateJSON:))
        readMemory(json)
        readProcessors(json)
        readBlockIO(json)
        pidsLimit = json["pids_limit"]?.integer()
        hugePageLimits = json["hugetlb_limit"].elements.map {
            OCIHugePageLimit(pageSize: $0["page_size"].text, limit: $0["limit"].number())
        }
        network.classID = json.limit("net_cls_classid_u")
        network.priorities = json["net_prio_ifpriomap"].elements.map {
            OCINetworkClass.Priority(name: $0["interface"].text, priority: $0["priority"].number())
        }
        for member in json["rdma"]?.object?.members ?? [] {
            rdma[member.key] = OCIRDMALimit(
                handles: member.value["hca_handles"]?.integer(), objects: member.value["hca_objects"]?.integer())
        }
        unified = json["unified"].stringMap
    }

    private mutating func readMemory(_ json: JSONValue) {
        memory.limit = json.limit("memory")
        memory.reservation = json.limit("memory_reservation")
        memory.swap = json.limit("memory_swap")
        memory.swappiness = json["memory_swappiness"]?.integer()
        memory.disableOOMKiller = json["oom_kill_disable"].isTrue ? true : nil
        memory.checkBeforeUpdate = json["memory_check_before_update"].isTrue ? true : nil
    }

    private mutating func readProcessors(_ json: JSONValue) {
        cpu.shares = json.limit("cpu_shares")
        cpu.quota = json.limit("cpu_quota")
        cpu.burst = json["cpu_burst"]?.integer()
        cpu.period = json.limit("cpu_period")
        cpu.realtimeRuntime = json.limit("cpu_rt_quota")
        cpu.realtimePeriod = json.limit("cpu_rt_period")
        cpu.processors = json.list("cpuset_cpus")
        cpu.memoryNodes = json.list("cpuset_mems")
        cpu.idle = json["cpu_idle"]?.integer()
    }

    private mutating func readBlockIO(_ json: JSONValue) {
        blockIO.weight = json.limit("blkio_weight")
        blockIO.leafWeight = json.limit("blkio_leaf_weight")
        blockIO.deviceWeights = json["blkio_weight_device"].elements.map {
            OCIDeviceWeight(
                major: $0["major"].number(), minor: $0["minor"].number(), weight: $0.limit("weight"),
                leafWeight: $0.limit("leafWeight"))
        }
        for direction in OCIThrottle.Direction.allCases {
            blockIO.throttles += json[direction.stateName].elements.map {
                OCIThrottle(
                    direction, major: $0["major"].number(), minor: $0["minor"].number(), rate: $0["rate"].number())
            }
        }
    }
}

extension OCIResources {
    fileprivate func addState(to object: inout JSONObject) {
        object.addGiven([
            "devices": .list(devices.map(\.stateJSON)),
            "memory": .limit(memory.limit), "memory_reservation": .limit(memory.reservation),
            "memory_swap": .limit(memory.swap), "cpu_shares": .limit(cpu.shares), "cpu_quota": .limit(cpu.quota),
            "cpu_burst": cpu.burst.map { .integer($0) }, "cpu_period": .limit(cpu.period),
            "cpu_rt_quota": .limit(cpu.realtimeRuntime), "cpu_rt_period": .limit(cpu.realtimePeriod),
            "cpuset_cpus": cpu.processors.map(JSONValue.string), "cpuset_mems": cpu.memoryNodes.map(JSONValue.string),
            "cpu_idle": cpu.idle.map { .integer($0) }, "pids_limit": pidsLimit.map { .integer($0) },
        ])
        addBlockIO(to: &object)
        let priorities = network.priorities.map { priority -> JSONValue in
            ["interface": .string(priority.name), "priority": .integer(priority.priority)]
        }
        object.addGiven([
            "hugetlb_limit": .list(
                hugePageLimits.map { ["page_size": .string($0.pageSize), "limit": .integer($0.limit)] }),
            "oom_kill_disable": memory.disableOOMKiller == true ? true : nil,
            "memory_swappiness": memory.swappiness.map { .integer($0) },
            "net_prio_ifpriomap": .list(priorities), "net_cls_classid_u": .limit(network.classID),
            "rdma": rdma.isEmpty ? nil : rdmaState,
            "cpu_weight": .limit(cpu.shares.map(CPUShares.weight(fromShares:))),
            "unified": unified.isEmpty ? nil : .sorted(unified),
            "memory_check_before_update": memory.checkBeforeUpdate == true ? true : nil,
        ])
    }

    private func addBlockIO(to object: inout JSONObject) {
        let weights = blockIO.deviceWeights.map { device -> JSONValue in
            [
                "major": .integer(device.major), "minor": .integer(device.minor),
                "weight": .integer(device.weight ?? 0), "leafWeight": .integer(device.leafWeight ?? 0),
            ]
        }
        object.addGiven([
            "blkio_weight": .limit(blockIO.weight), "blkio_leaf_weight": .limit(blockIO.leafWeight),
            "blkio_weight_device": .list(weights),
        ])
        for direction in OCIThrottle.Direction.allCases {
            let throttles = blockIO.throttles.filter { $0.direction == direction }.map { throttle -> JSONValue in
                [
                    "major": .integer(throttle.major), "minor": .integer(throttle.minor),
                    "rate": .integer(throttle.rate),
                ]
            }
            object.addGiven([direction.stateName: .list(throttles)])
        }
    }

    private var rdmaState: JSONValue {
        var object = JSONObject()
        for (name, limit) in rdma.sorted(by: { $0.key < $1.key }) {
            var members = JSONObject()
            members.addGiven([
                "hca_handles": limit.handles.map { .integer($0) }, "hca_objects": limit.objects.map { .integer($0) },
            ])
            object[name] = .object(members)
        }
        return .object(object)
    }
}

extension OCIThrottle.Direction {
    fileprivate var stateName: String {
        switch self {
        case .readBytes: "blkio_throttle_read_bps_device"
        case .writtenBytes: "blkio_throttle_write_bps_device"
        case .reads: "blkio_throttle_read_iops_device"
        case .writes: "blkio_throttle_write_iops_device"
        }
    }
}

extension JSONValue {
    /// The number at `key`, where 0 stands for none.
    fileprivate func limit<Number: FixedWidthInteger>(_ key: String) -> Number? {
        let number: Number = self[key].number()
        return number == 0 ? nil : number
    }

    /// The list of numbers at `key`, where an empty one stands for none.
    fileprivate func list(_ key: String) -> String? { self[key].text.isEmpty ? nil : self[key].text }

    /// A number; nil for none, and for the 0 that stands for it.
    fileprivate static func limit(_ number: (some FixedWidthInteger)?) -> JSONValue? {
        number.flatMap { $0 == 0 ? nil : .integer($0) }
    }
}
