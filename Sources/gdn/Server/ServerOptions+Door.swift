import GardenServer
import Glibc
import Linux

extension ServerOptions {
    /// Where and how to serve.
    ///
    /// - Parameter accounts: whom the names of users and groups stand for.
    func server(accounts: HostAccounts) throws -> ServerConfiguration {
        var configuration = ServerConfiguration(address: try serving.address(accounts))
        configuration.headerTimeout = serving.readHeaderTimeout.duration
        configuration.defaultGraceTime = lifecycle.defaultGraceTime.duration
        return configuration
    }
}

extension ServingOptions {
    private static let loopback = "127.0.0.1"

    fileprivate func address(_ accounts: HostAccounts) throws -> ServerConfiguration.Address {
        // Looked at in any case: a flag that makes no sense is a mistake even where it would have no effect.
        let socket = try unixSocket(accounts)
        if bindIp == nil, bindPort == nil { return .unixSocket(socket) }
        if let user = allowUid.first {
            throw CompositionError.invalidFlag(
                name: "--allow-uid", value: user,
                reason: "who uses a TCP connection cannot be told; leave out --bind-ip and --bind-port")
        }
        return .tcp(host: try bindIp.map(Self.address) ?? Self.loopback, port: Int(bindPort ?? 0))
    }

    private func unixSocket(_ accounts: HostAccounts) throws -> UnixSocketAddress {
        var socket = UnixSocketAddress(path: bindSocket, mode: try mode)
        socket.owner = try bindSocketOwner.map { try Self.user($0, "--bind-socket-owner", accounts) }
        socket.group = try bindSocketGroup.map { name in
            guard let group = accounts.group(name) else {
                throw CompositionError.invalidFlag(
                    name: "--bind-socket-group", value: name, reason: "no group in /etc/group, and no group id")
            }
            return group
        }
        // Whoever runs the server controls it anyway, and administers it through the socket.
        let users = try allowUid.map { try Self.user($0, "--allow-uid", accounts) }
        socket.allowedUsers = users.isEmpty ? nil : Set(users + [geteuid()])
        return socket
    }

    private var mode: UInt32 {
        get throws {
            let isOctal = bindSocketMode.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
            guard isOctal, let mode = UInt32(bindSocketMode, radix: 8), mode <= 0o777 else {
                throw CompositionError.invalidFlag(
                    name: "--bind-socket-mode", value: bindSocketMode, reason: "not octal permissions such as 0660")
            }
            return mode
        }
    }

    private static func user(_ name: String, _ flag: String, _ accounts: HostAccounts) throws -> UInt32 {
        guard let user = accounts.user(name) else {
            throw CompositionError.invalidFlag(
                name: flag, value: name, reason: "no user in /etc/passwd, and no user id")
        }
        return user
    }

    private static func address(_ text: String) throws -> String {
        var bytes = in6_addr()
        guard inet_pton(AF_INET, text, &bytes) == 1 || inet_pton(AF_INET6, text, &bytes) == 1 else {
            throw CompositionError.invalidFlag(name: "--bind-ip", value: text, reason: "not an IP address")
        }
        return text
    }
}
