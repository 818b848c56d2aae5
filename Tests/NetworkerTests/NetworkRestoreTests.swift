import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import Testing

@testable import Networker

@Suite("Taking networks up again")
struct NetworkRestoreTests {
    private func handle(_ name: String = "web-1") throws -> Handle { try Handle(name) }

    private func attached(_ fixture: NetworkerFixture) async throws {
        let process = try #require(PID(rawValue: 4711))
        _ = try await fixture.networker.prepare(handle(), fixture.spec())
        try await fixture.networker.attach(handle(), to: process)
    }

    @Test("A restored container has its addresses, and nobody else gets them")
    func restores() async throws {
        let fixture = try NetworkerFixture()
        try await attached(fixture)
        let next = try fixture.successor()

        let addresses = try await next.restore(handle())

        #expect(addresses.container == "10.254.0.2")
        let plan = try await next.prepare(handle("other"), fixture.spec())
        #expect(plan.addresses.container == "10.254.0.6")
    }

    @Test("A bridge and rules that went are made again")
    func repairs() async throws {
        let fixture = try NetworkerFixture()
        try await attached(fixture)
        try fixture.kernel.removeLink("wb-0afe0000")
        try fixture.firewall.remove()

        _ = try await fixture.successor().restore(handle())

        #expect(fixture.kernel.names.contains("wb-0afe0000"))
        #expect(fixture.firewall.now.members.count == 1)
    }

    @Test("After a boot only the addresses are kept, and they can be given back")
    func afterBoot() async throws {
        let fixture = try NetworkerFixture()
        try await attached(fixture)
        fixture.kernel.change { $0.links = [] }
        try fixture.firewall.remove()
        let next = try fixture.successor()

        _ = try await next.restore(handle())

        #expect(fixture.kernel.names.isEmpty)
        #expect(fixture.firewall.now.members.isEmpty)
        try await next.detach(handle())
        #expect(try await next.prepare(handle("other"), fixture.spec()).addresses.container == "10.254.0.2")
    }

    @Test("A container that never came to have a network has none")
    func nothing() async throws {
        let fixture = try NetworkerFixture()

        #expect(try await fixture.networker.restore(handle()) == NetworkAddresses())
    }

    @Test("A record that cannot be understood is reported", arguments: [[:], ["subnet": "x"]] as [JSONValue])
    func malformed(section: JSONValue) async throws {
        let fixture = try NetworkerFixture()
        try await fixture.records.store(section, as: .network, of: handle())

        await #expect(throws: NetworkerError.malformedRecord(try handle())) {
            try await fixture.networker.restore(try handle())
        }
    }

    @Test("Detaching what could not be restored leaves the address's owner alone")
    func foreignAddress() async throws {
        let fixture = try NetworkerFixture()
        try await attached(fixture)
        var section = try #require(fixture.records[try handle()]?.sections[.network]?.object)
        section["id"] = "zombie00"
        try await fixture.records.store(.object(section), as: .network, of: handle("double"))
        let next = try fixture.successor()
        _ = try await next.restore(handle())

        await #expect(throws: SubnetError.alreadyAdopted) { try await next.restore(try handle("double")) }
        try await next.detach(handle("double"))

        #expect(fixture.kernel.names.count == 2)
        #expect(fixture.firewall.now.members.count == 1)
    }

    @Test("A sweep keeps what is known, holds what is not, and removes the rest")
    func sweeps() async throws {
        let fixture = try NetworkerFixture()
        try await attached(fixture)
        fixture.kernel.change { state in
            state.links += [
                .fake("wb-0afe0004", kind: "bridge", index: 50),
                .fake("w11111111-0", kind: "veth", index: 51, master: 50, alias: "unreadable"),
                .fake("wb-0a090000", kind: "bridge", index: 52),
            ]
        }

        try await fixture.networker.sweep(keeping: [handle(), handle("unreadable")])

        #expect(fixture.kernel.names.filter { $0.hasPrefix("wb-") } == ["wb-0afe0000", "wb-0afe0004"])
        #expect(fixture.firewall.now.retained == ["wb-0afe0000", "wb-0afe0004"])
        await #expect(throws: SubnetError.self) {
            try await fixture.networker.prepare(try handle("other"), fixture.spec())
        }
    }

    @Test("A sweep that keeps nobody removes the firewall too")
    func sweepsAll() async throws {
        let fixture = try NetworkerFixture()
        try await attached(fixture)

        try await fixture.networker.sweep(keeping: [])

        #expect(fixture.kernel.names.isEmpty)
        #expect(!fixture.firewall.now.isThere)
    }
}
