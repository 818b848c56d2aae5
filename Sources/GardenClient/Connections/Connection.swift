import NIOCore
import NIOPosix

/// One connection to a server, read by asking: bytes nobody asks for stay in the socket, and the server feels it.
///
/// Whoever opens it closes it.
final class Connection: Sendable {
    private let channel: any Channel
    private let inbox: Inbox

    /// A connection on `channel`, whose `InboxHandler` fills `inbox`.
    init(_ channel: any Channel, _ inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    /// Connects, or gives up after `timeout`.
    ///
    /// - Throws: `RemoteError.unreachable`, or `CancellationError`.
    static func open(
        to address: GardenAddress, timeout: TimeAmount, on group: any EventLoopGroup
    ) async throws -> Connection {
        let inbox = Inbox()
        let opened = Once<any Channel>()
        let connecting = bootstrap(inbox, timeout: timeout, on: group).connect(to: address)
        connecting.whenComplete { opened.resolve($0) }
        do {
            return Connection(try await opened.value, inbox)
        } catch let cancellation as CancellationError {
            connecting.whenSuccess { $0.close(promise: nil) }
            throw cancellation
        } catch {
            throw RemoteError.unreachable(address, reason: "\(error)")
        }
    }

    private static func bootstrap(
        _ inbox: Inbox, timeout: TimeAmount, on group: any EventLoopGroup
    ) -> ClientBootstrap {
        ClientBootstrap(group: group)
            .connectTimeout(timeout)
            .channelOption(.autoRead, value: false)
            .channelOption(.maxMessagesPerRead, value: 1)
            // The largest is for archives.
            .channelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 2048, maximum: 256 << 10)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(InboxHandler(inbox))
                }
            }
    }

    /// The next bytes; an empty array when the server has closed the connection. Calls must not overlap.
    func read() async throws -> [UInt8] {
        do {
            return try await inbox.next { channel.read() }
        } catch let error as any ConnectionFailure {
            throw RemoteError.connectionLost(reason: "\(error)")
        }
    }

    /// Puts bytes back that were read but not used: the next read returns them.
    func putBack(_ bytes: [UInt8]) { inbox.putBack(bytes) }

    /// Whether bytes are taken in before anyone asks. They are while something is written before the answer is here:
    /// what a server says last, before it closes the connection, would be lost to the failed write. They are, too, while
    /// an archive is read, so that nobody waits for each piece. Beyond `InboxHandler.limit` unread bytes more are taken in
    /// only when someone has asked for all of these.
    func readAhead(_ isOn: Bool) {
        channel.setOption(.autoRead, value: isOn).whenFailure { [inbox] in inbox.end($0) }
    }

    /// From now on hands all bytes to `sink` as they come.
    func forward(to sink: any ByteSink) {
        channel.eventLoop.execute { [channel, inbox] in
            inbox.forward(to: sink)
            channel.setOption(.autoRead, value: true).whenFailure { inbox.end($0) }
        }
    }

    /// Sends `bytes` whole and returns once they are the kernel's.
    ///
    /// Cancelling the waiting task does not take back bytes that are on their way.
    func write(_ bytes: [UInt8]) async throws { try await write(ByteBuffer(bytes: bytes)) }

    /// Begins to send what is in `buffer`.
    ///
    /// - Returns: what `finish` waits for.
    func beginWriting(_ buffer: ByteBuffer) -> Once<Void> {
        let written = Once<Void>()
        channel.writeAndFlush(buffer).whenComplete { written.resolve($0) }
        return written
    }

    /// Sends what is in `buffer`, likewise.
    func write(_ buffer: ByteBuffer) async throws { try await finish(beginWriting(buffer)) }

    /// Waits until bytes are the kernel's.
    func finish(_ written: Once<Void>) async throws {
        do {
            try await written.value
        } catch let error as any ConnectionFailure {
            throw RemoteError.connectionLost(reason: "\(error)")
        }
    }

    /// Closes both directions. May be repeated.
    func close() { channel.close(promise: nil) }
}

/// The errors by which NIO says that a connection broke.
protocol ConnectionFailure: Error {}

extension IOError: ConnectionFailure {}
extension ChannelError: ConnectionFailure {}

extension ClientBootstrap {
    fileprivate func connect(to address: GardenAddress) -> EventLoopFuture<any Channel> {
        switch address {
        case .unix(let path):
            // The kernel doubles it and takes no more than its limit, 208 KiB by default: then a piece of an archive goes
            // in at once. A TCP socket grows by itself.
            channelOption(.socketOption(.so_sndbuf), value: 208 << 10).connect(unixDomainSocketPath: path)
        case .tcp(let host, let port):
            channelOption(.socketOption(.so_keepalive), value: 1)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: host, port: port)
        }
    }
}
