import Foundation
import GardenWire
import GuardianTestSupport
import JSON
import NIOCore
import NIOPosix
import Synchronization

@testable import GardenClient

/// A server that answers each connection's request with bytes from a script.
struct ScriptedServer: Sendable {
    /// One thing it does on a connection, in order.
    enum Step: Sendable {
        case send([UInt8])
        /// Waits until the client has sent so many payloads behind its request.
        case awaitPayloads(Int)
        /// Waits until the client has sent the whole archive behind its request.
        case awaitArchive
        /// Waits until the client has sent so many bytes in all; nothing more is read then.
        case awaitBytes(Int)
        /// Waits for a test.
        case hold(Once<Void>)
        /// Waits until the client closes the connection.
        case awaitEnd
    }

    enum Transport: Sendable {
        case unix
        case tcp
    }

    /// What it does after a request; then it closes the connection.
    private let script: @Sendable (RecordedMessage, ReceivedConnection) -> [Step]
    private let received = Received()
    /// Whether it answers as soon as it has a request's head.
    private var isHasty = false

    init(script: @escaping @Sendable (RecordedMessage) -> [Step]) {
        self.init { request, _ in script(request) }
    }

    init(script: @escaping @Sendable (RecordedMessage, ReceivedConnection) -> [Step]) { self.script = script }

    /// The same server, which answers before it has read a request's body.
    func answeringHeads() -> ScriptedServer {
        var server = self
        server.isHasty = true
        return server
    }

    /// The connections that brought a request, in the order of these.
    var connections: [ReceivedConnection] { received.connections }

    /// Waits until so many requests have come.
    func awaitRequests(_ count: Int) async throws { try await received.arrival(of: count).value }

    /// Serves while `body` runs.
    func serving<T: Sendable>(
        over transport: Transport = .unix, _ body: @Sendable (GardenAddress) async throws -> T
    ) async throws -> T {
        let path = "/tmp/garden-client-\(UInt64.random(in: 0...UInt64.max)).sock"
        defer { unlink(path) }
        let (clients, arrivals) = AsyncStream.makeStream(of: Connection.self)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { Self.hand($0, to: arrivals) }
        let listener =
            switch transport {
            case .unix: try await bootstrap.bind(unixDomainSocketPath: path).get()
            case .tcp: try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            }
        let address = listener.localAddress?.port.map { GardenAddress.tcp(host: "127.0.0.1", port: $0) }
        return try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                await withDiscardingTaskGroup { group in
                    for await client in clients { group.addTask { await serve(client) } }
                }
            }
            defer {
                arrivals.finish()
                group.cancelAll()
                listener.close(promise: nil)
            }
            return try await body(address ?? .unix(path: path))
        }
    }

    private static func hand(
        _ channel: any Channel, to arrivals: AsyncStream<Connection>.Continuation
    ) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let inbox = Inbox()
            try channel.pipeline.syncOperations.addHandler(InboxHandler(inbox))
            try channel.pipeline.syncOperations.addHandler(
                ArrivalHandler { arrivals.yield(Connection(channel, inbox)) })
        }
    }

    private func serve(_ client: Connection) async {
        let connection = ReceivedConnection()
        defer {
            client.close()
            connection.hasEnded.resolve(.success(()))
        }
        do {
            while (isHasty ? connection.head : connection.request) == nil {
                guard try await connection.take(from: client) else { return }
            }
            guard let request = isHasty ? connection.head : connection.request else { return }
            received.add(connection)
            for step in script(request, connection) {
                switch step {
                case .send(let bytes):
                    try await client.write(bytes)
                    connection.addSent(bytes.count)
                case .awaitPayloads(let count):
                    while connection.payloads.count < count, try await connection.take(from: client) {}
                case .awaitArchive:
                    while connection.request?.dechunked == nil, try await connection.take(from: client) {}
                case .awaitBytes(let count):
                    while connection.count < count, try await connection.take(from: client) {}
                case .hold(let gate): try await gate.value
                case .awaitEnd:
                    while try await connection.take(from: client) {}
                }
            }
        } catch {
            // A client that goes away is what some scripts are about; what it sent until then is known.
        }
    }

    /// The connections that brought a request, with those who wait for the next one.
    private final class Received: Sendable {
        private struct State {
            var connections: [ReceivedConnection] = []
            var arrivals: [Int: Once<Void>] = [:]
        }

        private let state = Mutex(State())

        var connections: [ReceivedConnection] { state.withLock { $0.connections } }

        func add(_ connection: ReceivedConnection) {
            let arrival = state.withLock { state in
                state.connections.append(connection)
                return state.arrivals[state.connections.count]
            }
            arrival?.resolve(.success(()))
        }

        /// Comes once there are `count` connections.
        func arrival(of count: Int) -> Once<Void> {
            state.withLock { state in
                let arrival = state.arrivals[count, default: Once()]
                state.arrivals[count] = arrival
                if state.connections.count >= count { arrival.resolve(.success(())) }
                return arrival
            }
        }
    }
}

/// Announces a channel once it can be read: a read that is asked for earlier is forgotten.
private final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let announce: () -> Void

    init(_ announce: @escaping () -> Void) { self.announce = announce }

    func channelActive(context: ChannelHandlerContext) {
        announce()
        context.fireChannelActive()
    }
}
