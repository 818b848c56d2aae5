import Cgroups
import SystemPackage
import Testing

@Suite("Resources of the specification")
struct CgroupResourcesTests {
    private let fixtures = Fixtures()
    private static let device = BlockDevice(major: 8, minor: 16)

    /// A change, the file of the cgroup where it is seen, and what is there then.
    struct Case: Sendable, CustomTestStringConvertible {
        var change: @Sendable (inout CgroupResources) -> Void
        var file: String
        var value: String
        var testDescription: String { "\(file): \(value)" }

        init(_ file: String, _ value: String, _ change: @escaping @Sendable (inout CgroupResources) -> Void) {
            (self.file, self.value, self.change) = (file, value, change)
        }
    }

    private static let versionOne: [Case] = [
        Case("memory/memory.limit_in_bytes", "4096") { $0.memory.limit = 4096 },
        Case("memory/memory.limit_in_bytes", "-1") { $0.memory.limit = -1 },
        Case("memory/memory.memsw.limit_in_bytes", "-1") { $0.memory.limit = -1 },
        Case("memory/memory.memsw.limit_in_bytes", "8192") { ($0.memory.limit, $0.memory.swap) = (4096, 8192) },
        Case("memory/memory.soft_limit_in_bytes", "77") { $0.memory.reservation = 77 },
        Case("memory/memory.kmem.tcp.limit_in_bytes", "78") { $0.memory.kernelTCP = 78 },
        Case("memory/memory.swappiness", "0") { $0.memory.swappiness = 0 },
        Case("memory/memory.oom_control", "1") { $0.memory.disablesOOMKiller = true },
        Case("cpu/cpu.shares", "2") { $0.cpu.shares = 2 },
        Case("cpu/cpu.cfs_quota_us", "3000") { $0.cpu.quota = 3000 },
        Case("cpu/cpu.cfs_period_us", "100000") { $0.cpu.quota = 3000 },
        Case("cpu/cpu.cfs_period_us", "5000") { $0.cpu.period = 5000 },
        Case("cpu/cpu.cfs_quota_us", "50000") { $0.cpu.period = 5000 },
        Case("cpu/cpu.cfs_quota_us", "-1") { $0.cpu.quota = -1 },
        Case("cpu/cpu.cfs_burst_us", "9") { $0.cpu.burst = 9 },
        Case("cpu/cpu.rt_period_us", "10") { $0.cpu.realtimePeriod = 10 },
        Case("cpu/cpu.rt_runtime_us", "11") { $0.cpu.realtimeRuntime = 11 },
        Case("cpu/cpu.idle", "1") { $0.cpu.idle = 1 },
        Case("cpuset/cpuset.cpus", "0-1") { $0.cpu.cpus = "0-1" },
        Case("cpuset/cpuset.mems", "0") { $0.cpu.mems = "0" },
        Case("pids/pids.max", "1") { $0.pids = 0 },
        Case("pids/pids.max", "max") { $0.pids = -1 },
        Case("pids/pids.max", "12") { $0.pids = 12 },
        Case("blkio/blkio.bfq.weight", "500") { $0.blockIO.weight = 500 },
        Case("blkio/blkio.leaf_weight", "501") { $0.blockIO.leafWeight = 501 },
        Case("blkio/blkio.bfq.weight_device", "8:16 20") { $0.blockIO.devices = [.init(device, weight: 20)] },
        Case("blkio/blkio.leaf_weight_device", "8:16 30") { $0.blockIO.devices = [.init(device, leafWeight: 30)] },
        Case("blkio/blkio.throttle.read_bps_device", "8:16 5") {
            $0.blockIO.throttles[device, default: .init()].readBytes = 5
        },
        Case("blkio/blkio.throttle.write_iops_device", "8:16 6") {
            $0.blockIO.throttles[device, default: .init()].writes = 6
        },
        Case("hugetlb/hugetlb.2MB.limit_in_bytes", "40") { $0.hugepages = [.init(size: "2MB", limit: 40)] },
        Case("hugetlb/hugetlb.2MB.rsvd.limit_in_bytes", "41") { $0.hugepages = [.init(size: "2MB", limit: 41)] },
        Case("net_cls/net_cls.classid", "65537") { $0.networkClass = 65537 },
        Case("net_prio/net_prio.ifpriomap", "eth0 3") { $0.networkPriorities = [.init("eth0", 3)] },
        Case("rdma/rdma.max", "mlx hca_handle=1 hca_object=2") { $0.rdma["mlx"] = .init(handles: 1, objects: 2) },
    ]

    @Test("are written to their files in version 1", arguments: versionOne)
    func legacy(_ entry: Case) throws {
        let fixture = try fixtures.copy(.hybrid)
        let cgroup = try fixture.everyController()
        let parts = entry.file.split(separator: "/")
        let file = "\(parts[0])/guardian/containers/c1/\(parts[1])"
        if !fixture.exists(file) { try fixture.write("", to: file) }
        if parts[1].contains("rsvd") { try fixture.write("", to: file.replacing(".rsvd", with: "")) }
        var resources = CgroupResources()
        entry.change(&resources)

        try cgroup.apply(resources)

        #expect(try fixture.read(file) == entry.value)
    }

    private static let versionTwo: [Case] = [
        Case("memory.max", "max") { $0.memory.limit = -1 },
        Case("memory.swap.max", "max") { $0.memory.limit = -1 },
        Case("memory.max", "4096") { $0.memory.limit = 4096 },
        Case("memory.swap.max", "1") { ($0.memory.limit, $0.memory.swap) = (4096, 4097) },
        Case("memory.low", "9") { $0.memory.reservation = 9 },
        Case("cpu.weight", "100") { $0.cpu.shares = 1024 },
        Case("cpu.idle", "1") { $0.cpu.idle = 1 },
        Case("cpu.max", "3000 100000") { $0.cpu.quota = 3000 },
        Case("cpu.max", "50000 7000") { $0.cpu.period = 7000 },
        Case("cpu.max", "max 100000") { $0.cpu.quota = -1 },
        Case("cpu.max.burst", "5") { $0.cpu.burst = 5 },
        Case("cpuset.cpus", "1") { $0.cpu.cpus = "1" },
        Case("cpuset.mems", "0") { $0.cpu.mems = "0" },
        Case("pids.max", "1") { $0.pids = 0 },
        Case("io.weight", "default 10000") { $0.blockIO.weight = 1000 },
        Case("io.weight", "8:16 1") { $0.blockIO.devices = [.init(device, weight: 10)] },
        Case("io.bfq.weight", "8:16 10") { $0.blockIO.devices = [.init(device, weight: 10)] },
        Case("io.max", "8:16 rbps=5") { $0.blockIO.throttles[device, default: .init()].readBytes = 5 },
        Case("hugetlb.1GB.max", "7") { $0.hugepages = [.init(size: "1GB", limit: 7)] },
        Case("rdma.max", "mlx hca_object=2") { $0.rdma["mlx"] = .init(objects: 2) },
        Case("memory.high", "11") { $0.unified = ["memory.high": "11"] },
    ]

    @Test("are converted for version 2", arguments: versionTwo)
    func unified(_ entry: Case) throws {
        let fixture = try fixtures.copy(.v2)
        let file = "guardian/containers/c1/" + entry.file
        if !fixture.exists(file) { try fixture.write("", to: file) }
        var resources = CgroupResources()
        entry.change(&resources)

        try fixture.container().apply(resources)

        #expect(try fixture.read(file) == entry.value)
    }

    @Test("that raise memory raise memory and swap first, and those that lower it lower memory first")
    func order() throws {
        for (limit, isFirst) in [(Int64(1) << 40, false), (Int64(4096), true)] {
            let fixture = try fixtures.copy(.hybrid)
            let folder = "memory/guardian/containers/c1/"
            try fixture.remove(folder + "memory.memsw.limit_in_bytes")
            // Which cannot be written.
            try fixture.makeFolder(folder + "memory.memsw.limit_in_bytes")
            var resources = CgroupResources()
            (resources.memory.limit, resources.memory.swap) = (limit, limit)
            let before = try fixture.read(folder + "memory.limit_in_bytes")

            #expect(throws: CgroupError.self) { try fixture.container().apply(resources) }

            let after = try fixture.read(folder + "memory.limit_in_bytes")
            #expect(after == (isFirst ? "\(limit)" : before))
        }
    }

    @Test("of version 2 are refused in version 1, and of no other controller than there is")
    func unifiedRefused() throws {
        var resources = CgroupResources()
        resources.unified = ["gpu.max": "1"]
        let hybrid = try fixtures.copy(.hybrid).container()
        let unified = try fixtures.copy(.v2).container()

        #expect(throws: CgroupError.unusableResource("invalid configuration: cannot use unified on cgroup v1")) {
            try hybrid.apply(resources)
        }
        let expected = "unified resource \"gpu.max\" can't be set: controller \"gpu\" not available"
        #expect(throws: CgroupError.unusableResource(expected)) { try unified.apply(resources) }
    }

    @Test("of version 2 are files of the cgroup alone", arguments: ["../pids.max", "nodot", ".."])
    func unifiedNames(name: String) throws {
        var resources = CgroupResources()
        resources.unified = [name: "1"]

        #expect(throws: CgroupError.self) { try fixtures.copy(.v2).container().apply(resources) }
    }

    @Test("need only those controllers that a limit is for")
    func missingControllers() throws {
        let cgroup = try fixtures.copy(.hybrid).container()
        var resources = CgroupResources()
        try cgroup.apply(resources)

        resources.networkClass = 1
        #expect(throws: CgroupError.missingController("net_cls")) { try cgroup.apply(resources) }
        resources = CgroupResources()
        resources.hugepages = [.init(size: "2MB", limit: 0)]
        #expect(throws: CgroupError.missingController("hugetlb")) { try cgroup.apply(resources) }
    }

    @Test("of version 2 that make no sense together are refused")
    func swap() throws {
        let cgroup = try fixtures.copy(.v2).container()
        for (limit, swap) in [(nil, 4096), (Int64(-1), 4096), (8192, 4096)] as [(Int64?, Int64)] {
            var resources = CgroupResources()
            (resources.memory.limit, resources.memory.swap) = (limit, swap)

            #expect(throws: CgroupError.self) { try cgroup.apply(resources) }
        }
    }

    @Test("are checked against what is used when that is asked for", arguments: [FixtureTree.Recorded.hybrid, .v2])
    func checked(recorded: FixtureTree.Recorded) throws {
        let fixture = try fixtures.copy(recorded)
        let folder = recorded == .v2 ? "guardian/containers/c1/memory." : "memory/guardian/containers/c1/memory."
        try fixture.write("5000\n", to: folder + (recorded == .v2 ? "current" : "usage_in_bytes"))
        try fixture.write("6000\n", to: folder + (recorded == .v2 ? "peak" : "max_usage_in_bytes"))
        var resources = CgroupResources()
        resources.memory.limit = 4096
        resources.memory.isCheckedBeforeUpdate = true
        let expected = CgroupError.memoryInUse(limit: 4096, usage: 5000, peak: 6000)

        #expect(throws: expected) { try fixture.container().apply(resources) }
        #expect(
            expected.description == "unable to set memory limit to 4096 (current usage: 5000, peak usage: 6000)")
    }

    @Test("that the kernel would round are refused", arguments: [UInt64(1), 262_145])
    func shares(shares: UInt64) throws {
        var resources = CgroupResources()
        resources.cpu.shares = shares

        #expect(throws: CgroupError.self) { try fixtures.copy(.hybrid).container().apply(resources) }
    }

    @Test("that cannot be written are named with file and value")
    func named() throws {
        let fixture = try fixtures.copy(.hybrid)
        var resources = CgroupResources()
        resources.cpu.burst = 55
        let path = "\(fixture.root)/sys/fs/cgroup/cpu/guardian/containers/c1/cpu.cfs_burst_us"

        let error = #expect(throws: CgroupError.self) { try fixture.container().apply(resources) }

        #expect(error?.description.hasPrefix("write '55' to \(path): ") == true)
    }
}

extension FixtureTree {
    /// The recorded container of the hybrid layout, with the controllers that were not mounted when it was recorded.
    func everyController() throws -> CgroupTree {
        let names = ["hugetlb", "net_cls", "net_prio", "rdma"]
        var (mounts, own) = (try Fixtures.text("hybrid/mountinfo"), try Fixtures.text("hybrid/cgroup"))
        for (index, name) in names.enumerated() {
            mounts += "90\(index) 31 0:9\(index) / /sys/fs/cgroup/\(name) rw - cgroup cgroup rw,\(name)\n"
            own += "2\(index):\(name):/\n"
            try makeFolder("\(name)/guardian/containers/c1")
        }
        let layout = CgroupLayout(mountInfo: mounts, ownCgroups: own, root: root) { _ in "" }
        return try CgroupTree("/guardian/containers/c1", in: layout)
    }
}
