import Cgroups
import Testing

@Suite("Statistics of a cgroup")
struct CgroupStatisticsTests {
    private let fixtures = Fixtures()

    @Test("of version 1")
    func versionOne() throws {
        let statistics = try fixtures.copy(.hybrid).container().statistics()

        #expect(statistics.cpu.usage == .nanoseconds(222_696_808))
        #expect(statistics.cpu.user == .nanoseconds(208_170_921))
        #expect(statistics.cpu.system == .nanoseconds(14_525_887))
        #expect(statistics.cpu.throttledPeriods == 4)
        #expect(statistics.cpu.throttled == .nanoseconds(155_132_987))
        #expect(statistics.memory.usage == 2_756_608)
        #expect(statistics.memory.peak == 2_842_624)
        #expect(statistics.memory.details["hierarchical_memory_limit"] == 67_108_864)
        #expect(statistics.memory.usageTowardLimit == 106_496 + 1_982_464 - 307_200)
        #expect(statistics.memory.oomKills == 0)
        #expect(statistics.pids.current == 2)
        #expect(statistics.pids.limit == 100)
    }

    @Test("of version 2")
    func versionTwo() throws {
        let statistics = try fixtures.copy(.v2).container().statistics()

        #expect(statistics.cpu.usage == .microseconds(222_696))
        #expect(statistics.cpu.user == .microseconds(208_171))
        #expect(statistics.cpu.system == .microseconds(14_525))
        #expect(statistics.cpu.periods == 6)
        #expect(statistics.cpu.throttled == .microseconds(155_132))
        #expect(statistics.memory.usage == 2_756_608)
        #expect(statistics.memory.peak == 2_842_624)
        #expect(statistics.memory.details["anon"] == 106_496)
        #expect(statistics.memory.usageTowardLimit == 106_496 + 1_982_464 + 4096 - 307_200)
        #expect(statistics.memory.oomKills == 1)
        #expect(statistics.pids.limit == 100)
    }

    @Test("count programs and kernel in ticks where the kernel has nothing finer")
    func ticks() throws {
        let fixture = try fixtures.copy(.hybrid)
        try fixture.remove("cpuacct/guardian/containers/c1/cpuacct.usage_user")

        let cpu = try fixture.container().statistics().cpu

        #expect(cpu.user == .milliseconds(200))
        #expect(cpu.system == .milliseconds(10))
    }

    @Test(
        "are those that were asked for, and no file of others is read",
        arguments: [
            (.hybrid, .processorTime, "cpuacct"), (.hybrid, .throttling, "cpu"),
            (.hybrid, .memory, "memory/guardian/containers/c1/memory.stat"),
            (.hybrid, .pids, "pids"), (.v2, .processorTime, "cpu.stat"), (.v2, .memory, "memory.stat"),
            (.v2, .pids, "pids.current"),
        ] as [(FixtureTree.Recorded, CgroupStatistics.Parts, String)])
    func parts(recorded: FixtureTree.Recorded, part: CgroupStatistics.Parts, needed: String) throws {
        let fixture = try fixtures.copy(recorded)
        try fixture.remove(recorded == .v2 ? "guardian/containers/c1/\(needed)" : needed)
        let rest = CgroupStatistics.Parts.all.subtracting(recorded == .v2 ? [part, .throttling] : part)

        #expect(throws: CgroupError.self) { try fixture.container().statistics(part) }
        #expect(try fixture.container().statistics(rest).pids.limit == (part == .pids ? 0 : 100))
    }

    @Test("leave out what is not counted: a peak in older kernels, a limit that is none")
    func absent() throws {
        let fixture = try fixtures.copy(.v2)
        try fixture.remove("guardian/containers/c1/memory.peak")
        try fixture.write("max\n", to: "guardian/containers/c1/pids.max")

        let statistics = try fixture.container().statistics()

        #expect(statistics.memory.peak == 0)
        #expect(statistics.pids.limit == 0)
    }

    @Test("never have less than nothing count against the limit")
    func floor() throws {
        let fixture = try fixtures.copy(.v2)
        try fixture.write("file 1\ninactive_file 2\n", to: "guardian/containers/c1/memory.stat")

        #expect(try fixture.container().statistics().memory.usageTowardLimit == 0)
    }

    @Test("of a cgroup that is not there are an error", arguments: [FixtureTree.Recorded.hybrid, .v2])
    func missing(recorded: FixtureTree.Recorded) throws {
        let tree = try CgroupTree("/guardian/containers/c2", in: fixtures.copy(recorded).layout)

        let error = #expect(throws: CgroupError.self) { try tree.statistics() }
        #expect(error?.isAbsence == true)
        #expect(try tree.oomKills() == 0)
    }
}
