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
            return try await open(services(configuration, backend, log, group))
        } catch {
            try await group.shutdownGracefully()
            throw error
        }
    }

    private static func services(
        _ configuration: ServerConfiguration, _ backend: any ServableBackend, _ log: Logger, _ group: any EventLoopGroup
    ) -> ConnectionServices {
        let scheduler = configuration.scheduler ?? EventLoopScheduler(group: group)
        let streams = StreamTable(limits: configuration.streams, scheduler: scheduler)
        return ConnectionServices(
            configuration: configuration,
            calls: Calls(backend, streams, defaultGraceTime: configuration.defaultGraceTime, log),
            encoder: ResponseEncoder(now: SystemCall.now),
            streams: streams,
            load: ServerLoad(),
            scheduler: scheduler,
            loops: group,
            log: log
        )
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
            let channel = try await bootstrap(services)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelOption(.socketOption(.so_keepalive), value: 1)
                .childChannelOption(
                    .tcpOption(.init(rawValue: SystemCall.keepAliveIdleOption)), value: keepAliveSeconds
                )
                .childChannelOption(
                    .tcpOption(.init(rawValue: SystemCall.keepAliveIntervalOption)), value: keepAliveSeconds
                )
                .bind(host: host, port: port).get()
            let bound = ServerAddress.tcp(host: host, port: channel.localAddress?.port ?? port)
            return Listener(address: bound, channel: channel, door: nil, services: services)
        }
    }

    private static func bootstrap(_ services: ConnectionServices) -> ServerBootstrap {
        ServerBootstrap(group: services.loops)
            .serverChannelOption(.backlog, value: backlog)
            .serverChannelOption(.autoRead, value: false)
            // Clients that end their side still get their answer.
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 4096, maximum: 512 * 1024)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try Connection.set(up: channel, services) }
            }
    }

    /// Accepts clients.
    func serve() async throws {
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
        services.load.stop()
        let isDone = await services.load.finish(within: limit, services.scheduler)
        services.load.abort()
        do {
            try await services.loops.shutdownGracefully()
        } catch {
            services.log.error("server.shutdown.failed", metadata: ["error": "\(error)"])
        }
        return isDone
    }
}
