import JSON
import Netlink
import Testing

@testable import Networker

@Suite("Rules for nftables")
struct NftablesRulesTests {
    private func rules(
        tag: String = "", _ change: (inout NetworkConfiguration) -> Void = { _ in }
    ) throws -> NftablesRules {
        var configuration = NetworkConfiguration(
            tag: try NetworkTag(tag), pool: try #require(IPv4Network("10.254.0.0/22")))
        change(&configuration)
        return NftablesRules(configuration)
    }

    private let member = FirewallMember(bridge: "wb-0afe0000", address: IPv4Address(rawValue: 0x0AFE_0002))

    @Test("do not grow with the number of containers")
    func constant() throws {
        let rules = try rules()
        let many = (0..<100).map { FirewallMember(bridge: "wb-0", address: IPv4Address(rawValue: $0)) }

        func count(_ members: [FirewallMember]) -> Int { rules.install(members).split(separator: "\n").count }

        #expect(count(many) == count([member]))
    }

    @Test("A server with a tag has a table and bridges of its own")
    func tagged() throws {
        let text = try rules(tag: "x1").install([])

        #expect(text.contains("add table inet guardian-x1\n"))
        #expect(text.contains("iifname \"wx1b-*\" goto outbound"))
        #expect(!text.contains("\"wb-"))
    }

    @Test("Denied networks come after answers to what was asked from there")
    func denied() throws {
        let networks = [try #require(IPv4Network("203.0.113.0/24"))]

        let lines = try rules { $0.deniedNetworks = networks }.install([]).split(separator: "\n")

        let answers = try #require(lines.firstIndex { $0.hasSuffix("outbound ct state established,related accept") })
        let denied = try #require(lines.firstIndex { $0.contains("outbound ip daddr 203.0.113.0/24 reject") })
        #expect(answers < denied)
    }

    @Test("The host rejects containers but for ping and its own name servers, unless it allows all")
    func host() throws {
        let closed = try rules { $0.dnsServers = [IPv4Address("10.9.9.9")].compactMap(\.self) }.install([])
        let open = try rules { $0.allowHostAccess = true }.install([])

        #expect(closed.contains("tohost icmp type echo-request fib daddr . iif type local accept"))
        #expect(closed.contains("tohost ip daddr 10.9.9.9 meta l4proto { tcp, udp } th dport 53 accept"))
        #expect(closed.contains("tohost reject"))
        #expect(open.contains("tohost accept"))
        #expect(!open.contains("tohost reject"))
    }

    @Test("A container is added, and deleted whether it is there or not")
    func members() throws {
        let rules = try rules()

        #expect(
            rules.admit(member) == """
                add element inet guardian members { "wb-0afe0000" . 10.254.0.2 }
                add element inet guardian siblings { "wb-0afe0000" . "wb-0afe0000" }
                """)
        #expect(
            rules.dismiss(member, bridgeGoes: false) == """
                add element inet guardian members { "wb-0afe0000" . 10.254.0.2 }
                delete element inet guardian members { "wb-0afe0000" . 10.254.0.2 }
                """)
        #expect(rules.dismiss(member, bridgeGoes: true).split(separator: "\n").count == 4)
    }

    @Test("Elements of other bridges are found in a listing")
    func strangers() throws {
        let rules = try rules()
        let members = try JSONValue(
            parsing: """
                {"nftables": [{"metainfo": {}}, {"set": {"name": "members", "table": "guardian", "elem": [
                {"concat": ["wb-0afe0000", "10.254.0.2"]}, {"concat": ["wb-0afe0004", "10.254.0.6"]}]}}]}
                """)
        let siblings = try JSONValue(
            parsing: """
                {"nftables": [{"set": {"name": "siblings", "elem": [{"concat": ["wb-0afe0004", "wb-0afe0004"]}]}}]}
                """)

        #expect(
            rules.deleteStrangers(in: members, to: ["wb-0afe0000"])
                == "delete element inet guardian members { \"wb-0afe0004\" . 10.254.0.6 }")
        #expect(
            rules.deleteStrangers(in: siblings, to: ["wb-0afe0000"])
                == "delete element inet guardian siblings { \"wb-0afe0004\" . \"wb-0afe0004\" }")
        #expect(rules.deleteStrangers(in: members, to: ["wb-0afe0000", "wb-0afe0004"]) == nil)
    }
}
