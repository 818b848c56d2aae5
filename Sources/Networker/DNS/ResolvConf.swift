import Netlink

/// The resolver's configuration (resolv.conf(5)) that a container sees.
struct ResolvConf: Sendable {
    /// Name servers that replace the host's.
    var servers: [IPv4Address] = []
    /// Name servers beside the others.
    var additionalServers: [IPv4Address] = []

    /// - Parameters:
    ///   - host: the host's own configuration.
    ///   - gateway: where the container reaches a name server that listens on all of the host's addresses.
    func text(host: String, gateway: IPv4Address) -> String {
        let own = servers.isEmpty ? Self.adapt(host, gateway: gateway) : servers.map(Self.line)
        return (own + additionalServers.map(Self.line)).map { $0 + "\n" }.joined()
    }

    private static func line(_ server: IPv4Address) -> String { "nameserver \(server)" }

    /// The loopback is another one in a container: its name servers are left out, but a host that has nothing else is
    /// taken to answer at the gateway too.
    private static func adapt(_ host: String, gateway: IPv4Address) -> [String] {
        let lines = host.split(whereSeparator: \.isNewline).map(Entry.init).filter { !$0.words.isEmpty }
        if lines.count == 1, lines[0].server?.hasPrefix("127.0.0.") == true { return [line(gateway)] }
        return lines.filter(\.isUsable).map(\.text)
    }

    private struct Entry {
        let words: [Substring]

        init(_ line: Substring) { words = line.split { $0 == " " || $0 == "\t" } }

        var text: String { words.joined(separator: " ") }

        /// The name server it names; nil when it names none, or is malformed.
        var server: Substring? { words.count == 2 && words[0] == "nameserver" ? words[1] : nil }

        var isUsable: Bool {
            guard words.first?.hasPrefix("nameserver") == true else { return true }
            guard let server else { return false }
            return !server.hasPrefix("127.") && server != "::1"
        }
    }
}
