import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import Netlink
import SystemPackage
import Testing

@testable import Networker

@Suite("The bridge networker")
struct BridgeNetworkerTests {
    private let process = PID(rawValue: 4711)

    private func handle(_ name: String = "web-1") throws -> Handle { try Handle(name) }

    @Test("A plan has addresses, two files and a record before anything is made")
    func prepares() async throws {
        let fixture = try NetworkerFixture()
        let handle = try handle()

        let plan = try await fixture.networker.prepare(handle, fixture.spec())

        #expect(plan.addresses == NetworkAddresses(container: "10.254.0.2", host: "10.254.0.1"))
        #expect(plan.mounts.map(\.destination) == ["/etc/hosts", "/etc/resolv.conf"])
        #expect(plan.mounts.allSatisfy { $0.mode == .readWrite })
        #expect(try fixture.file("hosts") == "127.0.0.1 localhost\n10.254.0.2 web-1\n")
        let section = try #require(fixture.records[handle]?.sections[.network])
        #expect(section["subnet"]?.string == "10.254.0.0/30")
        #expect(section["bridge"]?.string == "wb-0afe0000")
        #expect(fixture.kernel.names.isEmpty)
    }

    @Test("A container is connected as planned, and its firewall knows it")
    func attaches() async throws {
        let fixture = try NetworkerFixture()
        let handle = try handle()
        let process = try #require(process)
        _ = try await fixture.networker.prepare(handle, fixture.spec())

        try await fixture.networker.attach(handle, to: process)

        let id = try #require(fixture.records[handle]?.sections[.network]?["id"]?.string)
        #expect(fixture.kernel.names == ["w\(id)-0", "wb-0afe0000"].sorted())
        let cable = try #require(fixture.kernel.change { $0.cables["w\(id)-0"] })
        #expect(cable.container == "w\(id)-1")
        #expect("\(cable.address.address)/\(cable.address.prefixLength)" == "10.254.0.2/30")
        #expect("\(cable.bridge.gateway.address)" == "10.254.0.1")
        #expect(fixture.kernel.change { $0.processes["w\(id)-0"] } == process)
        #expect(fixture.firewall.now.members.map(\.bridge) == ["wb-0afe0000"])
    }

    @Test("A container for which nothing was planned cannot be connected")
    func unprepared() async throws {
        let fixture = try NetworkerFixture()
        let process = try #require(process)

        await #expect(throws: NetworkerError.notPrepared(try handle())) {
            try await fixture.networker.attach(try handle(), to: process)
        }
    }

    @Test("Detaching removes everything, and may be repeated")
    func detaches() async throws {
        let fixture = try NetworkerFixture()
        let process = try #require(process)
        _ = try await fixture.networker.prepare(handle(), fixture.spec())
        try await fixture.networker.attach(handle(), to: process)

        try await fixture.networker.detach(handle())
        try await fixture.networker.detach(handle())
        try await fixture.networker.detach(handle("never-there"))

        #expect(fixture.kernel.names.isEmpty)
        #expect(fixture.firewall.now.members.isEmpty)
        #expect(fixture.records[try handle()]?.sections[.network]?.isNull == true)
        let plan = try await fixture.networker.prepare(handle("next"), fixture.spec())
        #expect(plan.addresses.container == "10.254.0.2")
    }

    @Test("What failed half-way can be detached", arguments: ["ensureBridge", "connect"])
    func detachesHalfMade(function: String) async throws {
        let fixture = try NetworkerFixture()
        let process = try #require(process)
        _ = try await fixture.networker.prepare(handle(), fixture.spec())
        fixture.kernel.change { $0.refused = [function] }
        await #expect(throws: FakeBridgeKernel.Refused.self) {
            try await fixture.networker.attach(try handle(), to: process)
        }

        try await fixture.networker.detach(handle())

        #expect(fixture.kernel.names.isEmpty)
        #expect(fixture.firewall.now.members.isEmpty)
    }

    @Test("Addresses stay taken until everything else is gone")
    func keepsAddressesWhenDetachingFails() async throws {
        let fixture = try NetworkerFixture()
        _ = try await fixture.networker.prepare(handle(), fixture.spec())
        fixture.kernel.change { $0.refused = ["removeLink"] }

        await #expect(throws: FakeBridgeKernel.Refused.self) { try await fixture.networker.detach(try handle()) }

        #expect(fixture.records[try handle()]?.sections[.network]?["address"]?.string == "10.254.0.2")
        let plan = try await fixture.networker.prepare(handle("next"), fixture.spec())
        #expect(plan.addresses.container == "10.254.0.6")
    }

    @Test("A preparation that fails takes nothing")
    func unprepares() async throws {
        let fixture = try NetworkerFixture()
        var spec = try fixture.spec()
        spec.folder = "/nonexistent/folder"

        await #expect(throws: LinuxError.self) { try await fixture.networker.prepare(try handle(), spec) }

        let plan = try await fixture.networker.prepare(handle("next"), fixture.spec())
        #expect(plan.addresses.container == "10.254.0.2")
    }

    @Test("The bridge of a shared subnet goes with its last container")
    func sharesBridge() async throws {
        let fixture = try NetworkerFixture()
        let process = try #require(process)
        for name in ["a", "b"] {
            _ = try await fixture.networker.prepare(handle(name), fixture.spec("10.9.0.0/24"))
            try await fixture.networker.attach(handle(name), to: process)
        }

        try await fixture.networker.detach(handle("a"))
        let between = fixture.kernel.names
        try await fixture.networker.detach(handle("b"))

        #expect(between.contains("wb-0a090000"))
        #expect(fixture.kernel.names.isEmpty)
    }

    @Test("Full is full: the pool says so")
    func exhausted() async throws {
        let fixture = try NetworkerFixture()
        for name in ["a", "b"] { _ = try await fixture.networker.prepare(handle(name), fixture.spec()) }

        let error = await #expect(throws: SubnetError.self) {
            try await fixture.networker.prepare(try handle("c"), fixture.spec())
        }

        #expect(error?.description.hasPrefix("insufficient subnets remaining in the pool") == true)
        #expect(fixture.networker.capacity == 2)
    }

    @Test(
        "The largest packet is the uplink's but no more than usual, unless the operator decides",
        arguments: [
            (configured: 0, uplink: 1400, mtu: 1400), (configured: 0, uplink: 9000, mtu: 1500),
            (configured: 0, uplink: nil, mtu: 1500), (configured: 9000, uplink: 1400, mtu: 9000),
        ] as [(configured: Int, uplink: Int?, mtu: Int)])
    func mtu(configured: Int, uplink: Int?, mtu: Int) async throws {
        var configuration = NetworkConfiguration(pool: try #require(IPv4Network("10.254.0.0/22")))
        configuration.mtu = configured
        let fixture = try NetworkerFixture(configuration)
        let address = try #require(IPv4Address("192.0.2.2"))
        fixture.kernel.change { $0.uplink = uplink.map { Uplink(address: address, mtu: $0) } }

        try await fixture.networker.start()
        let plan = try await fixture.networker.prepare(handle(), fixture.spec())

        #expect(fixture.records[try handle()]?.sections[.network]?["mtu"]?.integer(as: Int.self) == mtu)
        #expect(plan.addresses.external == (uplink == nil ? "" : "192.0.2.2"))
        #expect(fixture.kernel.change { $0.isForwarding })
        #expect(fixture.firewall.now.isThere)
    }
}
