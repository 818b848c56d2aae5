import JSON
import RuncCommand
import Testing

@Suite("A runtime's event")
struct RuntimeEventTests {
    private func event(_ text: String) throws -> RuntimeEvent { try RuntimeEvent(json: JSONValue(parsing: text)) }

    private func statistics(_ text: String) throws -> RuntimeStatistics {
        let event = try event(text)
        guard case .statistics(let statistics) = event.content else {
            Issue.record("\(event) has no statistics")
            return RuntimeStatistics()
        }
        return statistics
    }

    @Test("may be that memory ran out")
    func outOfMemory() throws {
        #expect(try event(#"{"type":"oom","id":"c1"}"#) == RuntimeEvent(id: "c1", content: .outOfMemory))
    }

    @Test("of a type that is not known keeps its data")
    func unknown() throws {
        #expect(
            try event(#"{"type":"moon","id":"c1","data":{"a":1}}"#)
                == RuntimeEvent(id: "c1", content: .other(type: "moon", data: ["a": 1])))
        #expect(
            try event(#"{"type":"moon","id":"c1"}"#)
                == RuntimeEvent(id: "c1", content: .other(type: "moon", data: nil)))
    }

    @Test("has the figures of version 1")
    func versionOne() throws {
        let statistics = try statistics(RecordedEvents.versionOne)

        #expect(statistics.cpu.usage.total == 17_112_455)
        #expect(statistics.cpu.usage.totalPerProcessor == [5_308_647, 11_803_808])
        #expect(statistics.cpu.usage.kernelPerProcessor == [0, 12_000_000])
        #expect(statistics.cpu.usage.userPerProcessor == [4_000_000, 4_000_000])
        #expect(statistics.cpu.usage.kernel == 10_000_000)
        #expect(statistics.cpu.throttling == RuntimeStatistics.Throttling())
        #expect(statistics.cpu.pressure == nil)
        #expect(statistics.cpuSet.processors == [0, 1])
        #expect(statistics.cpuSet.memoryNodes == [0])
        #expect(statistics.cpuSet.loadBalancing == 1)
        #expect(statistics.cpuSet.relaxDomainLevel == -1)
        #expect(statistics.memory.usage.limit == 9_223_372_036_854_771_712)
        #expect(statistics.memory.usage.usage == 290_816)
        #expect(statistics.memory.usage.peak == 2_138_112)
        #expect(statistics.memory.kernel.usage == 212_992)
        #expect(statistics.memory.kernelTCP.limit == 9_223_372_036_854_771_712)
        #expect(statistics.memory.raw["total_rss"] == 49_152)
        #expect(statistics.memory.raw.count == 42)
        #expect(statistics.pids.current == 1)
        #expect(statistics.pids.limit == nil)
        #expect(statistics.blockIO == RuntimeStatistics.BlockIO())
        #expect(statistics.networkInterfaces.isEmpty)
        #expect(statistics.others.isEmpty)
    }

    @Test("has the figures of version 2, with pressure")
    func versionTwo() throws {
        let statistics = try statistics(RecordedEvents.versionTwo)

        #expect(statistics.cpu.usage.user == 1_000_000)
        #expect(statistics.cpu.usage.totalPerProcessor.isEmpty)
        #expect(statistics.cpu.throttling.periods == 7)
        #expect(statistics.cpu.throttling.throttledPeriods == 2)
        #expect(statistics.cpu.throttling.throttledTime == 123_000)
        #expect(statistics.cpu.pressure?.some.average10 == 1.5)
        #expect(statistics.cpu.pressure?.some.average60 == 0.25)
        #expect(statistics.cpu.pressure?.some.total == 4711)
        #expect(statistics.cpu.pressure?.full.average300 == 0.01)
        #expect(statistics.cpuSet.processors == [0, 3])
        #expect(statistics.memory.cache == 4096)
        #expect(statistics.memory.usage.limit == .max)
        #expect(statistics.memory.usage.failures == 3)
        #expect(statistics.memory.swap.peak == 0)
        #expect(statistics.memory.raw == ["anon": 49_152, "file": 4096, "pgfault": 731])
        #expect(statistics.memory.pressure?.full.total == 4)
        #expect(statistics.memory.others.members.map(\.key) == ["event_count"])
        #expect(statistics.pids.limit == 7)
        #expect(
            statistics.blockIO.serviceBytes == [
                RuntimeStatistics.BlockIOEntry(major: 8, minor: 0, operation: "Read", value: 8192),
                RuntimeStatistics.BlockIOEntry(major: 8, minor: 0, operation: "Write", value: 0),
                RuntimeStatistics.BlockIOEntry(major: 8, minor: 16, operation: "Discard", value: 512),
            ])
        #expect(statistics.blockIO.serviced.map(\.value) == [2, 1])
        #expect(statistics.blockIO.pressure?.some.total == 6)
        #expect(statistics.hugePages["2MB"]?.usage == 2_097_152)
        #expect(statistics.hugePages["2MB"]?.failures == 1)
        #expect(statistics.hugePages["1GB"] == RuntimeStatistics.HugePages())
    }

    @Test("has what only some hosts have, each figure in its place")
    func rarities() throws {
        let statistics = try statistics(RecordedEvents.rarities)
        let (blockIO, rdt) = (statistics.blockIO, statistics.intelRDT)

        let lists = [
            blockIO.serviceBytes, blockIO.serviced, blockIO.queued, blockIO.serviceTime, blockIO.waitTime,
            blockIO.merged, blockIO.time, blockIO.sectors,
        ]
        #expect(lists.flatMap { $0 }.map(\.value) == [1, 2, 3, 4, 5, 6, 7, 8])
        #expect(blockIO.sectors.map(\.operation) == [""])
        #expect(rdt.cache?.mask == "fffff")
        #expect(rdt.cache?.smallestShare == 1)
        #expect(rdt.cache?.classes == 16)
        #expect(rdt.rootCacheSchema == "L3:0=fffff")
        #expect(rdt.cacheSchema == "L3:0=f")
        #expect(rdt.memoryBandwidth?.granularity == 10)
        #expect(rdt.memoryBandwidth?.linearDelay == 1)
        #expect(rdt.memoryBandwidth?.smallestShare == 11)
        #expect(rdt.memoryBandwidth?.classes == 8)
        #expect(rdt.rootMemoryBandwidthSchema == "MB:0=100")
        #expect(rdt.memoryBandwidthSchema == "MB:0=20")
        #expect(rdt.schemata == ["MB:0=20", "L3:0=f"])
        #expect(rdt.memoryBandwidthFigures == [["mbm_total_bytes": 1]])
        #expect(rdt.cacheFigures == [["llc_occupancy": 2]])
        #expect(rdt.others.isEmpty)
        let interface = try #require(statistics.networkInterfaces.first)
        #expect(interface.name == "eth0")
        let (received, sent) = (interface.received, interface.sent)
        #expect([received.bytes, received.packets, received.errors, received.dropped] == [1, 2, 3, 4])
        #expect([sent.bytes, sent.packets, sent.errors, sent.dropped] == [5, 6, 7, 8])
        #expect(interface.others.isEmpty)
    }

    @Test(
        "does without what is missing or null", arguments: ["{}", #"{"cpu":null,"memory":{"usage":null,"raw":null}}"#])
    func empty(data: String) throws {
        #expect(try statistics(#"{"type":"stats","id":"c1","data":\#(data)}"#) == RuntimeStatistics())
    }

    @Test("keeps what is not understood where it was")
    func others() throws {
        let statistics = try statistics(
            #"{"type":"stats","id":"c1","data":{"new":1,"cpu":{"new":2,"usage":{"new":3}},"pids":{"new":4}}}"#)

        #expect(statistics.others == ["new": 1])
        #expect(statistics.cpu.others == ["new": 2])
        #expect(statistics.cpu.usage.others == ["new": 3])
        #expect(statistics.pids.others == ["new": 4])
    }

    @Test(
        "names the member that is wrong",
        arguments: [
            ("[]", ""), (#"{"type":"oom"}"#, "id"), (#"{"id":"c1"}"#, "type"), (#"{"type":7,"id":"c1"}"#, "type"),
            (#"{"type":"stats","id":"c1"}"#, "data"), (#"{"type":"stats","id":"c1","data":[]}"#, "data"),
            (#"{"type":"stats","id":"c1","data":{"cpu":{"usage":{"total":-1}}}}"#, "data.cpu.usage.total"),
            (#"{"type":"stats","id":"c1","data":{"cpu":{"usage":{"percpu":[1,"2"]}}}}"#, "data.cpu.usage.percpu"),
            (#"{"type":"stats","id":"c1","data":{"cpu":{"psi":{"some":{"avg10":""}}}}}"#, "data.cpu.psi.some.avg10"),
            (#"{"type":"stats","id":"c1","data":{"memory":{"raw":{"rss":1.5}}}}"#, "data.memory.raw.rss"),
            (#"{"type":"stats","id":"c1","data":{"memory":{"swap":7}}}"#, "data.memory.swap"),
            (
                #"{"type":"stats","id":"c1","data":{"pids":{"limit":18446744073709551616}}}"#,
                "data.pids.limit"
            ),
            (
                #"{"type":"stats","id":"c1","data":{"blkio":{"sectorsRecursive":[{"op":1}]}}}"#,
                "data.blkio.sectorsRecursive.op"
            ),
            (#"{"type":"stats","id":"c1","data":{"hugetlb":{"2MB":[]}}}"#, "data.hugetlb.2MB"),
            (#"{"type":"stats","id":"c1","data":{"network_interfaces":[{}]}}"#, "data.network_interfaces.Name"),
        ])
    func malformed(text: String, member: String) {
        #expect {
            try event(text)
        } throws: {
            guard case RuncCommandError.malformedOutput(command: "events", let reason) = $0 else { return false }
            return member.isEmpty ? reason.hasPrefix("the JSON") : reason.hasPrefix("'\(member)' ")
        }
    }
}
