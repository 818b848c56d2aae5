import Garden
import Netlink
import Testing

@testable import Networker

@Suite("Files for finding names")
struct DNSTests {
    private let gateway = IPv4Address(rawValue: 0x0AFE_0001)

    @Test(
        "resolv.conf is the host's without what only the host can reach",
        arguments: [
            ("", ""),
            ("nameserver 127.0.0.53\n", "nameserver 10.254.0.1\n"),
            ("  nameserver   127.0.0.1  ", "nameserver 10.254.0.1\n"),
            ("nameserver 127.0.0.53\noptions edns0\n", "options edns0\n"),
            ("nameserver 127.1.2.3\n", ""),
            ("nameserver 8.8.8.8\n\nnameserver 127.0.0.1\n", "nameserver 8.8.8.8\n"),
            ("# note\nsearch a.b c.d\nnameserver 1.1.1.1\n", "# note\nsearch a.b c.d\nnameserver 1.1.1.1\n"),
            ("nameserver\nnameserver 1.1.1.1 2.2.2.2\nnameserverx\n", ""),
            ("nameserver fd00::1\nnameserver ::1\n", "nameserver fd00::1\n"),
        ])
    func host(host: String, expected: String) {
        #expect(ResolvConf().text(host: host, gateway: gateway) == expected)
    }

    @Test("The operator's name servers replace the host's, additional ones follow")
    func servers() throws {
        let server = try #require(IPv4Address("9.9.9.9"))
        let additional = try #require(IPv4Address("8.8.4.4"))
        let host = "search a.b\nnameserver 1.1.1.1\n"

        let replaced = ResolvConf(servers: [server], additionalServers: [additional])
        let added = ResolvConf(additionalServers: [additional])

        #expect(replaced.text(host: host, gateway: gateway) == "nameserver 9.9.9.9\nnameserver 8.8.4.4\n")
        #expect(added.text(host: host, gateway: gateway) == host + "nameserver 8.8.4.4\n")
    }

    @Test("hosts names the container by the end of its handle")
    func hosts() throws {
        let handle = try Handle(String(repeating: "x", count: 60) + "é" + String(repeating: "y", count: 48))

        let text = HostsFile.text(
            address: IPv4Address(rawValue: 0x0AFE_0002), handle: handle, additionalEntries: ["1.2.3.4 five"])

        #expect(
            text == "127.0.0.1 localhost\n10.254.0.2 \(String(repeating: "y", count: 48))\n1.2.3.4 five\n")
    }
}
