import Logging
import NIOCore
import NIOPosix

/// A TCP port that listens.
enum TCPDoor {
    /// Binds and listens. Says so in the log when other machines may get in, for nobody asks them who they are.
    ///
    /// - Throws: `ServerError.cannotListen`.
    static func open(
        _ bootstrap: ServerBootstrap, host: String, port: Int, _ log: Logger
    ) async throws -> (channel: any Channel, address: ServerAddress) {
        let asked = ServerAddress.tcp(host: host, port: port)
        guard (0...Int(UInt16.max)).contains(port) else {
            throw ServerError.cannotListen(address: asked, reason: "no such port")
        }
        do {
            let channel = try await bootstrap.bind(host: host, port: port).get()
            let address = ServerAddress.tcp(host: host, port: channel.localAddress?.port ?? port)
            if channel.localAddress?.isLoopback != true {
                log.warning(
                    "server.unauthenticated",
                    metadata: [
                        "address": "\(address)",
                        "consequence": "whoever can reach it controls all containers, and so this host",
                    ])
            }
            return (channel, address)
        } catch {
            throw ServerError.cannotListen(address: asked, reason: reason(for: error))
        }
    }

    private static func reason(for error: any Error) -> String {
        switch error {
        case let error as IOError: SystemCall.message(error.errnoCode)
        case is SocketAddressError.UnknownHost: "unknown host"
        default: "\(error)"
        }
    }
}

extension SocketAddress {
    /// Whether only this machine can reach it.
    var isLoopback: Bool {
        // The C library writes addresses in one way only. The last is IPv4 by way of an IPv6 socket.
        let text = ipAddress ?? ""
        return text == "::1" || text.hasPrefix("127.") || text.hasPrefix("::ffff:127.")
    }
}
