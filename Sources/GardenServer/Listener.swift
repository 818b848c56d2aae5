import Garden
import Logging
import NIOCore
import NIOPosix

/// A listening socket with the threads that serve its connections.
struct Listener: Sendable {
    /// How many clients may wait to be accepted.
    private static let backlog: Int32 = 1024
    /// Seconds of silence before the kernel looks whether a TCP client is still there, and between two looks.
    private static let keepAliveSeconds = 15

    let address: ServerAddress
    private let channel: any Channel
    private let door: UnixSocketDoor?
    /// What its connections share.
    let services: ConnectionServices

    /// Binds the socket and makes it listen. Nobody is accepted yet.
    static func open(
        _ configuration: ServerConfiguration, _ backend: any ServableBackend, _ log: Logger
    ) async throws -> Listener {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.eventLoops)
        do {
            return try await open(
                ConnectionServices(configuration: configuration, backend: backend, loops: group, log: log))
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    private static func open(_ services: ConnectionServices) async throws -> Listener {
        Connection.makeTypes(services)
        switch services.configuration.address {
        case .unixSocket(let address):
            let door = try UnixSocketDoor.open(address)
            do {
                let channel = try await bootstrap(services).withBoundSocket(door.descriptor).get()
                return Listener(
                    address: .unixSocket(path: address.path), channel: channel, door: door, services: services)
            } catch {
                door.remove()
                throw error
            }
        case .tcp(let host, let port):
            let bootstrap = bootstrap(services)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelOption(.socketOption(.so_keepalive), value: 1)
                .childChannelOption(
                    .tcpOption(.init(rawValue: SystemCall.keepAliveIdleOption)), value: keepAliveSeconds
                )
                .childChannelOption(
                    .tcpOption(.init(rawValue: SystemCall.keepAliveIntervalOption)), value: keepAliveSeconds
                )
            let bound = try await TCPDoor.open(bootstrap, host: host, port: port, services.log)
            return Listener(address: bound.address, channel: bound.channel, door: nil, services: services)
        }
    }

    private static func bootstrap(_ services: ConnectionServices) -> ServerBootstrap {
        let check = PeerCheck(services)
        return ServerBootstrap(group: services.loops)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.autoRead, value: false)
            // Clients that end their side still get their answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            // More would be kept: one buffer for each of them.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.recvAllocator, value: ReceiveBuffers())
            .childChannelInitializer { channel in
                let passed = check?.pass(channel) ?? channel.eventLoop.makeSucceededVoidFuture()
                return passed.flatMapThrowing { try Connection.set(up: channel, services) }
            }
    }

    /// Begins the countdowns of the containers there are, and accepts clients.
    func serve() async throws {
        try await services.calls.armAll()
        try await channel.setOption(.autoRead, value: true).get()
    }

    /// Closes the socket and ends what can be ended. Returns whether all of it was within `limit`.
    func stop(within limit: Duration) async -> Bool {
        do {
            try await channel.close().get()
        } catch {
            services.log.debug("server.close.failed", metadata: ["error": "\(error)"])
        }
        door?.remove()
        services.calls.graceTimes.stop()
        services.load.stop()
        let isDone = await services.load.finish(within: limit)
        services.load.abort()
        do {
            try await services.loops.shutdownGracefully()
        } catch {
            services.log.error("server.shutdown.failed", metadata: ["error": "\(error)"])
        }
        return isDone
    }
}
