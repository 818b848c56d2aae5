import Garden
import Netlink
import Testing

@testable import Networker

@Suite("What a sweep removes")
struct SweepPlanTests {
    private let names = InterfaceNames(tag: NetworkTag())
    private let links = [
        Link.fake("lo", kind: nil, index: 1),
        Link.fake("wlan0", kind: nil, index: 2),
        Link.fake("wb-0afe0000", kind: "bridge", index: 3),
        Link.fake("w00000000-0", kind: "veth", index: 4, master: 3, alias: "known"),
        Link.fake("wb-0afe0004", kind: "bridge", index: 5),
        Link.fake("w11111111-0", kind: "veth", index: 6, master: 5, alias: "unreadable"),
        Link.fake("wb-0afe0008", kind: "bridge", index: 7),
        Link.fake("w22222222-0", kind: "veth", index: 8, master: 7, alias: "gone"),
        Link.fake("wb-0afe000c", kind: "veth", index: 9),
        Link.fake("wxb-0afe0000", kind: "bridge", index: 10),
    ]

    private func plan(_ handles: [String]) throws -> SweepPlan {
        let lease = SubnetLease(
            subnet: try #require(IPv4Network("10.254.0.0/30")), address: try #require(IPv4Address("10.254.0.2")))
        let record = NetworkRecord(lease: lease, id: "00000000", mtu: 1500, external: "")
        return SweepPlan(
            names: names, records: handles.contains("known") ? [record] : [],
            handles: Set(try handles.map { try Handle($0) }))
    }

    @Test("is what belongs to nobody: cables first, then bridges")
    func orphans() throws {
        let plan = try plan(["known", "unreadable"])

        #expect(plan.orphans(among: links) == ["w22222222-0", "wb-0afe0008"])
    }

    @Test("is not what belongs to a container whose record says nothing, nor is its subnet free")
    func unknown() throws {
        let plan = try plan(["known", "unreadable"])

        #expect(plan.bridges(among: links) == ["wb-0afe0000", "wb-0afe0004"])
        #expect(plan.unknownSubnets(among: links) == [IPv4Network("10.254.0.4/30")].compactMap(\.self))
    }

    @Test("is all that is ours, and nothing else, when nobody is kept")
    func all() throws {
        let plan = try plan([])

        #expect(
            plan.orphans(among: links) == [
                "w00000000-0", "w11111111-0", "w22222222-0", "wb-0afe0000", "wb-0afe0004", "wb-0afe0008",
            ])
    }
}
