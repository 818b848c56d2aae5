import ArgumentParser
import GardenServer
import Glibc
import Linux
import Testing

@testable import gdn

@Suite("The flags of the server's door")
struct DoorFlagTests {
    private static let accounts = HostAccounts(
        passwd: Array("root:x:0:0::/root:\nvcap:x:1000:1001::/:\n".utf8), group: Array("crew:x:2000:\n".utf8))

    private static func configuration(_ flags: [String]) throws -> ServerConfiguration {
        try ServerOptions.parse(flags).server(accounts: accounts)
    }

    @Test(
        "say where to listen, and who may connect",
        arguments: [
            ([], .unixSocket(UnixSocketAddress(path: "/tmp/garden.sock"))),
            (["--bind-socket", "/s", "--bind-socket-mode", "777"], .unixSocket(.init(path: "/s", mode: 0o777))),
            (
                ["--bind-socket-owner", "vcap", "--bind-socket-group", "crew"],
                .unixSocket(.init(path: "/tmp/garden.sock", owner: 1000, group: 2000))
            ),
            (
                ["--bind-socket-owner", "77", "--bind-socket-group", "0"],
                .unixSocket(.init(path: "/tmp/garden.sock", owner: 77, group: 0))
            ),
            (
                ["--allow-uid", "vcap", "--allow-uid=77"],
                .unixSocket(.init(path: "/tmp/garden.sock", allowedUsers: [1000, 77, geteuid()]))
            ),
            (["--bind-port", "7777"], .tcp(host: "127.0.0.1", port: 7777)),
            (["--bind-ip", "10.0.0.1", "--bind-port", "7777"], .tcp(host: "10.0.0.1", port: 7777)),
            (["--bind-ip", "::1", "--bind-socket", "/s"], .tcp(host: "::1", port: 0)),
        ] as [([String], ServerConfiguration.Address)])
    func addresses(flags: [String], address: ServerConfiguration.Address) throws {
        #expect(try Self.configuration(flags).address == address)
    }

    @Test(
        "are refused by name and value when they make no sense",
        arguments: [
            (["--bind-socket-mode", "0999"], "--bind-socket-mode '0999': not octal permissions such as 0660"),
            (["--bind-socket-mode", "1777"], "--bind-socket-mode '1777': not octal permissions such as 0660"),
            (["--bind-socket-mode", "+660"], "--bind-socket-mode '+660': not octal permissions such as 0660"),
            (["--bind-socket-mode", ""], "--bind-socket-mode '': not octal permissions such as 0660"),
            (["--bind-socket-owner", "bob"], "--bind-socket-owner 'bob': no user in /etc/passwd, and no user id"),
            (["--bind-socket-owner", ""], "--bind-socket-owner '': no user in /etc/passwd, and no user id"),
            (["--bind-socket-group", "bob"], "--bind-socket-group 'bob': no group in /etc/group, and no group id"),
            (["--allow-uid", "vcap", "--allow-uid=-1"], "--allow-uid '-1': no user in /etc/passwd, and no user id"),
            (
                ["--allow-uid", "vcap", "--bind-port", "1"],
                "--allow-uid 'vcap': who uses a TCP connection cannot be told; leave out --bind-ip and --bind-port"
            ),
            (["--bind-ip", "localhost"], "--bind-ip 'localhost': not an IP address"),
            (["--bind-ip", "127.0.0.1:80"], "--bind-ip '127.0.0.1:80': not an IP address"),
            (["--bind-ip", "127.1", "--bind-port", "1"], "--bind-ip '127.1': not an IP address"),
            (
                ["--bind-ip", "::1", "--bind-socket-mode", "9"],
                "--bind-socket-mode '9': not octal permissions such as 0660"
            ),
        ])
    func senseless(flags: [String], message: String) throws {
        let options = try ServerOptions.parse(flags)

        let error = #expect(throws: CompositionError.self) { try options.server(accounts: Self.accounts) }
        #expect(error?.description == message)
    }

    @Test(
        "are refused by name and value when they cannot be read",
        arguments: [
            ("--bind-port", "65536"), ("--bind-port", "-1"), ("--bind-port", "http"), ("--read-header-timeout", "5"),
            ("--read-header-timeout", "-5s"), ("--default-grace-time", "forever"),
            ("--default-grace-time", "9999999999h"),
        ])
    func unreadable(flag: String, value: String) {
        let error = #expect(throws: (any Error).self) { try ServerOptions.parse(["\(flag)=\(value)"]) }
        let message = error.map { ServerOptions.message(for: $0) } ?? ""
        #expect(message.contains("'\(value)'") && message.contains("'\(flag)"), "\(message)")
    }

    @Test("set the times")
    func times() throws {
        let usual = try Self.configuration([])
        let chosen = try Self.configuration(["--read-header-timeout", "1m30s", "--default-grace-time", "5m"])
        let none = try Self.configuration(["--read-header-timeout", "0"])

        #expect([usual.headerTimeout, usual.defaultGraceTime] == [.seconds(30), .zero])
        #expect([chosen.headerTimeout, chosen.defaultGraceTime] == [.seconds(90), .seconds(300)])
        #expect(none.headerTimeout == .zero)
    }
}
