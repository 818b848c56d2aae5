import SystemPackage
import Testing

@testable import Cgroups

@Suite("Counters of a cgroup")
struct CgroupCountersTests {
    private let fixtures = Fixtures()

    @Test("are kept for each processor in version 1")
    func processors() throws {
        let fixture = try fixtures.copy(.hybrid)
        let folder = "cpuacct/guardian/containers/c1/"
        try fixture.write("30 40 \n", to: folder + "cpuacct.usage_percpu")
        try fixture.write("cpu user system\n0 10 20\n1 11 29\n", to: folder + "cpuacct.usage_all")

        let times = try fixture.container().processorTimes()

        #expect((times.total, times.user, times.kernel) == ([30, 40], [10, 11], [20, 29]))
        #expect(try fixtures.copy(.v2).container().processorTimes() == ProcessorTimes())
    }

    @Test("name the processors and nodes, and how they are used")
    func set() throws {
        let fixture = try fixtures.copy(.hybrid)
        let folder = "cpuset/guardian/containers/c1/"
        try fixture.write("0-2,7\n", to: folder + "cpuset.cpus")
        try fixture.write("\n", to: folder + "cpuset.mems")
        try fixture.write("-1\n", to: folder + "cpuset.sched_relax_domain_level")
        try fixture.write("1\n", to: folder + "cpuset.cpu_exclusive")

        let set = try fixture.container().processorSet()

        #expect(set.cpus == [0, 1, 2, 7])
        #expect(set.mems == [])
        #expect(set.values == ["sched_relax_domain_level": -1, "cpu_exclusive": 1])
    }

    @Test("refuse lists that are none", arguments: ["x", "1-", "2-1", "1-2-3"])
    func badList(list: String) throws {
        let fixture = try fixtures.copy(.hybrid)
        try fixture.write(list, to: "cpuset/guardian/containers/c1/cpuset.cpus")

        #expect(throws: CgroupError.self) { try fixture.container().processorSet() }
    }

    @Test("are kept for memory of every kind", arguments: [FixtureTree.Recorded.hybrid, .v2])
    func memory(recorded: FixtureTree.Recorded) throws {
        let fixture = try fixtures.copy(recorded)
        if recorded == .v2 {
            try fixture.write("100\n", to: "guardian/containers/c1/memory.swap.current")
            try fixture.write("200\n", to: "guardian/containers/c1/memory.current")
            try fixture.write("max 7\noom_kill 1\n", to: "guardian/containers/c1/memory.events")
        } else {
            for (name, value) in [("usage", 300), ("max_usage", 400)] {
                try fixture.write("\(value)\n", to: "memory/guardian/containers/c1/memory.memsw.\(name)_in_bytes")
            }
            try fixture.write("200\n", to: "memory/guardian/containers/c1/memory.usage_in_bytes")
            try fixture.write("7\n", to: "memory/guardian/containers/c1/memory.failcnt")
        }

        let counters = try fixture.container().memoryCounters()

        #expect(counters.usage.usage == 200)
        #expect(counters.usage.limit == 67_108_864)
        #expect(counters.usage.failures == 7)
        #expect(counters.swap.usage == 300)
        #expect(counters.kernelTCP == MemoryCounter())
    }

    @Test("are kept for block devices by version 1's throttling where the scheduler has none")
    func blockIO() throws {
        let fixture = try fixtures.copy(.hybrid)
        let folder = "blkio/guardian/containers/c1/blkio.throttle."
        try fixture.write("8:0 Read 1\n8:0 Total 1\nTotal 1\n", to: folder + "io_serviced_recursive")
        try fixture.write("8:0 Read 512\n", to: folder + "io_service_bytes_recursive")
        let device = BlockDevice(major: 8, minor: 0)

        let counters = try fixture.container().blockIOCounters()

        #expect(counters.operations == [BlockIOCounter(device, "Read", 1), BlockIOCounter(device, "Total", 1)])
        #expect(counters.bytes == [BlockIOCounter(device, "Read", 512)])
    }

    @Test("are kept for block devices in version 2")
    func blockIOVersionTwo() throws {
        let fixture = try fixtures.copy(.v2)
        try fixture.write(
            "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=5 dios=6\n", to: "guardian/containers/c1/io.stat")
        let device = BlockDevice(major: 8, minor: 0)

        let counters = try fixture.container().blockIOCounters()

        #expect(counters.bytes.map(\.value) == [1, 2, 5])
        #expect(counters.operations.map(\.operation) == ["Read", "Write", "Discard"])
        #expect(counters.bytes.allSatisfy { $0.device == device })
    }

    @Test("tell how long processes were held up, in version 2")
    func pressure() throws {
        let fixture = try fixtures.copy(.v2)
        try fixture.write(
            "some avg10=0.22 avg60=0.17 avg300=1.11 total=58761459\nfull avg10=0.01 avg60=0.00 avg300=0.00 total=5\n",
            to: "guardian/containers/c1/cpu.pressure")

        let pressure = try #require(try fixture.container().pressure(.cpu))

        #expect(pressure.some.lastTenSeconds == 0.22)
        #expect(pressure.some.total == 58_761_459)
        #expect(pressure.full.total == 5)
        #expect(try fixture.container().pressure(.memory) == nil)
        #expect(try fixtures.copy(.hybrid).container().pressure(.cpu) == nil)
    }

    @Test(
        "of huge pages go by the kernel's names",
        arguments: [
            ("hugepages-2048kB", "2MB"), ("hugepages-1048576kB", "1GB"), ("hugepages-64kB", "64KB"), ("other", nil),
        ])
    func hugepages(folder: String, name: String?) {
        #expect(HugepageSizes.name(folder) == name)
    }
}
