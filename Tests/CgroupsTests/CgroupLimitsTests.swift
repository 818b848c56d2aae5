import Cgroups
import SystemPackage
import Testing

@Suite("Limits of a cgroup")
struct CgroupLimitsTests {
    private let fixtures = Fixtures()

    @Test("are read", arguments: [FixtureTree.Recorded.hybrid, .v2])
    func read(recorded: FixtureTree.Recorded) throws {
        let limits = try fixtures.copy(recorded).container().limits()

        #expect(limits.memory == .at(67_108_864))
        #expect(limits.memoryAndSwap == .at(67_108_864))
        #expect(limits.pids == .at(100))
        #expect(limits.cpuShares == (recorded == .v2 ? 516 : 512))
        #expect(limits.cpuQuota == .at(50_000))
        #expect(limits.cpuPeriod == 100_000)
    }

    @Test("are written and read again", arguments: [FixtureTree.Recorded.hybrid, .v2])
    func apply(recorded: FixtureTree.Recorded) throws {
        let container = try fixtures.copy(recorded).container()
        var limits = CgroupLimits()
        limits.memory = .at(1 << 20)
        limits.memoryAndSwap = .at(3 << 20)
        limits.pids = .at(7)
        limits.cpuShares = 8192
        limits.cpuQuota = .at(10_000)
        limits.cpuPeriod = 20_000

        try container.apply(limits)

        #expect(try container.limits() == limits)
    }

    @Test("are taken away", arguments: [FixtureTree.Recorded.hybrid, .v2])
    func unlimited(recorded: FixtureTree.Recorded) throws {
        let fixture = try fixtures.copy(recorded)
        var limits = CgroupLimits()
        (limits.memory, limits.memoryAndSwap, limits.pids) = (.unlimited, .unlimited, .unlimited)
        limits.cpuQuota = .unlimited

        try fixture.container().apply(limits)

        if recorded == .v2 {
            #expect(try fixture.read("guardian/containers/c1/memory.max") == "max")
            #expect(try fixture.read("guardian/containers/c1/memory.swap.max") == "max")
            #expect(try fixture.read("guardian/containers/c1/cpu.max") == "max 100000")
            #expect(try fixture.container().limits().memoryAndSwap == .unlimited)
        } else {
            #expect(try fixture.read("memory/guardian/containers/c1/memory.limit_in_bytes") == "-1")
            #expect(try fixture.read("memory/guardian/containers/c1/memory.memsw.limit_in_bytes") == "-1")
            #expect(try fixture.read("cpu/guardian/containers/c1/cpu.cfs_quota_us") == "-1")
        }
    }

    @Test("of version 1 are none where the kernel says -1, or its largest number")
    func largest() throws {
        let fixture = try fixtures.copy(.hybrid)
        try fixture.write("9223372036854771712\n", to: "memory/guardian/containers/c1/memory.limit_in_bytes")
        try fixture.write("-1\n", to: "cpu/guardian/containers/c1/cpu.cfs_quota_us")

        let limits = try fixture.container().limits()

        #expect(limits.memory == .unlimited)
        #expect(limits.cpuQuota == .unlimited)
    }

    @Test("that are not given stay as they are", arguments: [FixtureTree.Recorded.hybrid, .v2])
    func untouched(recorded: FixtureTree.Recorded) throws {
        let container = try fixtures.copy(recorded).container()
        let before = try container.limits()

        try container.apply(CgroupLimits())

        #expect(try container.limits() == before)
    }

    @Test("that the host cannot enforce are refused, and not known")
    func missingController() throws {
        let fixture = try fixtures.copy(.v2)
        let layout = try CgroupLayout(
            mountInfo: Fixtures.text("v2/mountinfo"), ownCgroups: Fixtures.text("v2/cgroup"), root: fixture.root
        ) { _ in "cpu" }
        let container = try CgroupTree("/guardian/containers/c1", in: layout)
        var limits = CgroupLimits()
        limits.pids = .at(1)

        #expect(throws: CgroupError.missingController("pids")) { try container.apply(limits) }
        #expect(try container.limits().pids == nil)
        #expect(try container.limits().cpuShares == 516)
    }

    @Test("of swap are the rest of what memory leaves in version 2")
    func swap() throws {
        let fixture = try fixtures.copy(.v2)
        var limits = CgroupLimits()
        limits.memoryAndSwap = .at(67_108_864 + 4096)

        try fixture.container().apply(limits)

        #expect(try fixture.read("guardian/containers/c1/memory.swap.max") == "4096")
    }

    @Test("that the kernel writes in an unknown way are an error")
    func malformed() throws {
        let fixture = try fixtures.copy(.v2)
        try fixture.write("many\n", to: "guardian/containers/c1/pids.max")
        let path = fixture.root.appending("sys/fs/cgroup/guardian/containers/c1/pids.max")

        #expect(throws: CgroupError.malformed(path: path, contents: "many")) { try fixture.container().limits() }
    }
}
