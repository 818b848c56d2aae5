import Cgroups

extension CgroupResources {
    /// The controllers of version 1 that what is given here needs.
    var limitedControllers: [String] {
        var processors = cpu
        (processors.cpus, processors.mems) = (nil, nil)
        let needed: KeyValuePairs = [
            "cpuset": cpu.cpus != nil || cpu.mems != nil, "memory": memory != Memory(), "cpu": processors != CPU(),
            "pids": pids != nil, "blkio": blockIO != BlockIO(), "hugetlb": !hugepages.isEmpty,
            "net_cls": networkClass != nil, "net_prio": !networkPriorities.isEmpty, "rdma": !rdma.isEmpty,
        ]
        return needed.filter(\.value).map(\.key)
    }
}
