import Cgroups
import SystemPackage
import Testing

@Suite("Limits of block I/O")
struct BlockIOLimitsTests {
    private let fixtures = Fixtures()
    private let disk = BlockDevice(major: 253, minor: 0)

    @Test("are read", arguments: [FixtureTree.Recorded.hybrid, .v2])
    func read(recorded: FixtureTree.Recorded) throws {
        let limits = try fixtures.copy(recorded).container().blockIOLimits()

        #expect(limits.weight == (recorded == .v2 ? 20 : 100))
        #expect(limits.throttles[disk]?.readBytes == 1_048_576)
        #expect(limits.throttles[disk]?.writes == 20)
        #expect(limits.throttles[disk]?.reads == nil)
        #expect(limits.throttles[BlockDevice(major: 254, minor: 0)]?.writes == 30)
    }

    @Test(
        "are written and read again", arguments: [FixtureTree.Recorded.hybrid, .v2], [10, 11, 100, 500, 999, 1000])
    func apply(recorded: FixtureTree.Recorded, weight: UInt64) throws {
        let fixture = try fixtures.copy(recorded)
        if recorded == .hybrid {
            try fixture.write("", to: "blkio/guardian/containers/c1/blkio.throttle.read_bps_device")
        }
        var limits = BlockIOLimits()
        limits.weight = weight
        limits.throttles[disk] = .init()
        limits.throttles[disk]?.writtenBytes = 5
        limits.throttles[disk]?.writes = 7

        try fixture.container().apply(limits)

        #expect(try fixture.container().blockIOLimits() == limits)
    }

    @Test("of version 2 take BFQ's weight where the kernel has it")
    func bfq() throws {
        let fixture = try fixtures.copy(.v2)
        try fixture.write("default 100\n", to: "guardian/containers/c1/io.bfq.weight")
        var limits = BlockIOLimits()
        limits.weight = 300

        try fixture.container().apply(limits)

        #expect(try fixture.read("guardian/containers/c1/io.bfq.weight") == "300")
        #expect(try fixture.container().blockIOLimits().weight == 300)
    }

    @Test("have no weight where the kernel has none, and setting one is an error of absence")
    func noWeight() throws {
        let fixture = try fixtures.copy(.hybrid)
        try fixture.remove("blkio/guardian/containers/c1/blkio.bfq.weight")
        var limits = BlockIOLimits()
        limits.weight = 300

        let error = #expect(throws: CgroupError.self) { try fixture.container().apply(limits) }

        #expect(error?.isAbsence == true)
        #expect(try fixture.container().blockIOLimits().weight == nil)
    }

    @Test(
        "and of swap are what the kernel's files say it can",
        arguments: [
            (.hybrid, "memory", "memory.memsw.limit_in_bytes", \.limitsSwap),
            (.hybrid, "blkio", "blkio.bfq.weight", \.weighsBlockIO),
            (.hybrid, "blkio", "blkio.throttle.read_bps_device", \.throttlesBlockIO),
            (.v2, "", "memory.swap.max", \.limitsSwap), (.v2, "", "io.weight", \.weighsBlockIO),
            (.v2, "", "io.max", \.throttlesBlockIO),
        ] as [(FixtureTree.Recorded, String, String, any KeyPath<CgroupFeatures, Bool> & Sendable)])
    func features(
        recorded: FixtureTree.Recorded, controller: String, file: String,
        feature: any KeyPath<CgroupFeatures, Bool> & Sendable
    ) throws {
        let fixture = try fixtures.copy(recorded)
        #expect(try fixture.container().features() == .everything)

        try fixture.remove("\(controller)/guardian/containers/c1/\(file)")

        #expect(try !fixture.container().features()[keyPath: feature])
    }

    @Test("hold for devices that have data of their own")
    func devices() throws {
        let fixture = try fixtures.copy(.v2)
        let names = [("sda", "8:0"), ("loop0", "7:0"), ("dm-0", "252:0"), ("ram0", "1:0"), ("nvme0n1", "259:3")]
        for (name, numbers) in names + [("none", "0:0"), ("unplugged", "?")] {
            try fixture.makeFolder("block/\(name)")
            if name != "unplugged" { try fixture.write(numbers + "\n", to: "block/\(name)/dev") }
        }

        let devices = try BlockDevice.real(in: fixture.root.appending("sys/fs/cgroup/block"))

        #expect(devices == [BlockDevice(major: 8, minor: 0), BlockDevice(major: 259, minor: 3)])
        #expect(throws: CgroupError.self) { try BlockDevice.real(in: "/nowhere") }
    }
}

@Suite("A server's own memory limit")
struct OwnMemoryLimitTests {
    private let fixtures = Fixtures()

    @Test("is the smallest of its cgroup's and of those above")
    func smallest() throws {
        let fixture = try fixtures.copy(.v2)
        for (folder, limit) in [("system.slice", "4096\n"), ("system.slice/guardian.service", "max\n")] {
            try fixture.makeFolder(folder)
            try fixture.write(limit, to: "\(folder)/memory.max")
        }

        #expect(try fixture.layout.ownMemoryLimit() == 4096)
        try fixture.write("1024\n", to: "system.slice/guardian.service/memory.max")
        #expect(try fixture.layout.ownMemoryLimit() == 1024)
    }

    @Test("is none where the cgroup has none, or does not show")
    func none() throws {
        let fixture = try fixtures.copy(.hybrid)

        #expect(try fixture.layout.ownMemoryLimit() == nil)
        try fixture.makeFolder("memory/machine")
        try fixture.write("9223372036854771712\n", to: "memory/machine/memory.limit_in_bytes")
        #expect(try fixture.layout.ownMemoryLimit() == nil)
        try fixture.write("8192\n", to: "memory/machine/memory.limit_in_bytes")
        #expect(try fixture.layout.ownMemoryLimit() == 8192)
    }
}
