import JSON
import Netlink

/// The rules, as text for nftables (nft(8)). How many there are does not depend on how many containers there are: a
/// container is one element of a set.
///
/// The table is of the family `inet`, so that containers cannot reach the host by the IPv6 addresses that every
/// interface makes up for itself. It drops and rejects; it never accepts for others: packets still pass every other
/// table.
struct NftablesRules: Sendable {
    /// Bridge and address of every container.
    static let members = "members"
    /// Every bridge, with itself: what comes in by one and leaves by the same.
    static let siblings = "siblings"
    static let sets = [members, siblings]

    let table: String
    private let bridges: String
    private let deniedNetworks: [IPv4Network]
    private let nameServers: [IPv4Address]
    private let allowHostAccess: Bool

    init(_ configuration: NetworkConfiguration) {
        let tag = configuration.tag.value
        table = tag.isEmpty ? "guardian" : "guardian-\(tag)"
        bridges = "\"\(InterfaceNames(tag: configuration.tag).bridgePrefix)*\""
        deniedNetworks = configuration.deniedNetworks
        nameServers = configuration.dnsServers
        allowHostAccess = configuration.allowHostAccess
    }

    /// One transaction that makes the table with all its rules, whatever there was of it; sets keep their elements.
    func install(_ present: some Collection<FirewallMember>) -> String {
        let skeleton = [
            "add table inet \(table)",
            "add set inet \(table) \(Self.members) { type ifname . ipv4_addr; }",
            "add set inet \(table) \(Self.siblings) { type ifname . ifname; }",
        ]
        return (skeleton + chains.flatMap(lines) + elements("add", present, withBridges: true))
            .joined(separator: "\n")
    }

    func admit(_ member: FirewallMember) -> String {
        elements("add", [member], withBridges: true).joined(separator: "\n")
    }

    /// Only what is there can be deleted, and what is there can be added: together they always succeed.
    func dismiss(_ member: FirewallMember, bridgeGoes: Bool) -> String {
        ["add", "delete"].flatMap { elements($0, [member], withBridges: bridgeGoes) }.joined(separator: "\n")
    }

    var remove: String { "add table inet \(table)\ndelete table inet \(table)" }

    private func elements(
        _ verb: String, _ members: some Collection<FirewallMember>, withBridges: Bool
    ) -> [String] {
        guard !members.isEmpty else { return [] }
        let pairs = members.map { "\"\($0.bridge)\" . \($0.address)" }
        let bridges = Set(members.map(\.bridge)).map { "\"\($0)\" . \"\($0)\"" }
        let lines = [(Self.members, pairs)] + (withBridges ? [(Self.siblings, bridges)] : [])
        return lines.map { set, elements in
            "\(verb) element inet \(table) \(set) { \(elements.joined(separator: ", ")) }"
        }
    }
}

extension NftablesRules {
    private struct Chain {
        let name: String
        /// Where the kernel enters it; nil: other chains do.
        var hook: String?
        let rules: [String]
    }

    private func lines(of chain: Chain) -> [String] {
        let head = "chain inet \(table) \(chain.name)"
        let hook = chain.hook.map { " { type \($0); policy accept; }" } ?? ""
        return ["add \(head)\(hook)", "flush \(head)"]
            + chain.rules.map { "add rule inet \(table) \(chain.name) \($0)" }
    }

    /// Chains that others go to come first, since a rule can only name what is there.
    private var chains: [Chain] {
        [
            Chain(name: "tohost", rules: sane + toHost),
            Chain(name: "outbound", rules: sane + outbound),
            Chain(name: "input", hook: "filter hook input priority filter", rules: ["iifname \(bridges) goto tohost"]),
            Chain(
                name: "forward", hook: "filter hook forward priority filter",
                rules: ["iifname \(bridges) goto outbound"]),
            Chain(
                name: "postrouting", hook: "nat hook postrouting priority srcnat",
                rules: ["iifname \(bridges) oifname != \(bridges) masquerade"]),
        ]
    }

    /// Nothing but IPv4, and from nobody else's address.
    private var sane: [String] {
        ["meta nfproto ipv6 drop", "iifname . ip saddr != @\(Self.members) drop"]
    }

    private var toHost: [String] {
        if allowHostAccess { return ["accept"] }
        let answers = nameServers.map { "ip daddr \($0) meta l4proto { tcp, udp } th dport 53 accept" }
        // Only its own gateway is local to the interface that a packet came by.
        let ping = "icmp type echo-request fib daddr . iif type local accept"
        return ["ct state established,related accept", ping] + answers + ["reject with icmp type host-prohibited"]
    }

    private var outbound: [String] {
        // With br_netfilter loaded, packets between ports of one bridge come by here too.
        let own = ["iifname . oifname @\(Self.siblings) accept"]
        let others = ["oifname \(bridges) reject with icmp type admin-prohibited"]
        let denied = deniedNetworks.map { "ip daddr \($0) reject with icmp type port-unreachable" }
        return own + others + ["ct state established,related accept"] + denied + ["accept"]
    }
}

extension NftablesRules {
    func list(_ set: String) -> String { "list set inet \(table) \(set)" }

    static let listTables = "list tables inet"

    /// Whether the answer to `listTables` names the table.
    func isTable(in answer: JSONValue) -> Bool {
        Self.items("table", in: answer).contains { $0["name"]?.string == table }
    }

    /// Deletes those of a listed set's elements whose bridge is not one of `bridges`; nil when there are none.
    func deleteStrangers(in answer: JSONValue, to bridges: Set<String>) -> String? {
        let lines = Self.items("set", in: answer).flatMap { set -> [String] in
            guard let name = set["name"]?.string else { return [] }
            return Self.elements(of: set).filter { !bridges.contains($0.bridge) }.map {
                "delete element inet \(table) \(name) { \"\($0.bridge)\" . \($0.other) }"
            }
        }
        return lines.isEmpty ? nil : lines.joined(separator: "\n")
    }

    private static func elements(of set: JSONValue) -> [(bridge: String, other: String)] {
        (set["elem"]?.array ?? []).compactMap { element in
            guard let parts = element["concat"]?.array, parts.count == 2, let bridge = parts[0].string,
                let other = parts[1].string
            else { return nil }
            return (bridge, set["name"]?.string == siblings ? "\"\(other)\"" : other)
        }
    }

    /// The answers of nftables are lists of objects with one member each, whose name is the kind (libnftables-json(5)).
    private static func items(_ kind: String, in answer: JSONValue) -> [JSONValue] {
        (answer["nftables"]?.array ?? []).compactMap { $0[kind] }
    }
}
