import GuardianTestSupport
import NIOCore
import NIOPosix

@testable import GardenServer

/// A client that sends and receives bytes.
struct RawClient: Sendable {
    /// What came so far.
    struct Received: Sendable {
        var bytes: [UInt8] = []
        /// How much of it tests have taken.
        var taken = 0
        var hasEnded = false
        /// Whether the end was an error.
        var wasReset = false

        var rest: [UInt8] { Array(bytes[taken...]) }
    }

    let channel: any Channel
    let received: Monitor<Received>

    /// Is called on the client's event loop whenever something came; with true when it was the end.
    typealias Observer = @Sendable (any EventLoop, Bool) -> Void

    /// Connects to a server. With `reads` false it takes nothing from the socket.
    static func connect(
        to address: ServerAddress, reads: Bool = true,
        on group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        _ observer: @escaping Observer = { _, _ in }
    ) async throws -> RawClient {
        let received = Monitor(Received())
        let bootstrap = ClientBootstrap(group: group)
            .channelOption(.autoRead, value: reads)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(received, observer))
                }
            }
        let channel =
            switch address {
            case .unixSocket(let path): try await bootstrap.connect(unixDomainSocketPath: path).get()
            case .tcp(let host, let port): try await bootstrap.connect(host: host, port: port).get()
            }
        return RawClient(channel: channel, received: received)
    }

    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    /// From now on takes what comes, after a `connect` that did not read.
    func readOn() async throws { try await channel.setOption(.autoRead, value: true).get() }

    /// Ends its side, and goes on listening.
    func halfClose() async throws { try await channel.close(mode: .output).get() }

    /// Goes away; the server may have been faster.
    func close() async { _ = try? await channel.close().get() }

    /// Waits until `isEnough` of what was not taken yet, or the end.
    @discardableResult
    func wait(until isEnough: @escaping @Sendable ([UInt8]) -> Bool) async -> [UInt8] {
        await received.wait { $0.hasEnded || isEnough($0.rest) ? $0.rest : nil } ?? []
    }

    /// Takes everything up to the end.
    func readToEnd() async -> [UInt8] {
        await received.wait { received in
            guard received.hasEnded else { return nil }
            defer { received.taken = received.bytes.count }
            return received.rest
        } ?? []
    }

    /// Takes `text`, which must come next, as the text that did come.
    func read(_ count: Int) async -> String {
        let bytes: [UInt8]? = await received.wait { received in
            guard received.hasEnded || received.rest.count >= count else { return nil }
            let bytes = Array(received.rest.prefix(count))
            received.taken += bytes.count
            return bytes
        }
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    /// Takes one response, head and counted body; nil when the connection ends before.
    func response() async -> RecordedMessage? {
        let message: RecordedMessage?? = await received.wait { received in
            guard let message = RecordedMessage(parsing: received.rest) else {
                return received.hasEnded ? .some(nil) : nil
            }
            let length = message.headers["content-length"].flatMap { Int($0) } ?? 0
            guard message.rest.count >= length else { return received.hasEnded ? .some(nil) : nil }
            received.taken += received.rest.count - message.rest.count + length
            return message
        }
        return message ?? nil
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let received: Monitor<Received>
        private let observer: Observer

        init(_ received: Monitor<Received>, _ observer: @escaping Observer) {
            (self.received, self.observer) = (received, observer)
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = Array(unwrapInboundIn(data).readableBytesView)
            received.change { $0.bytes += bytes }
            observer(context.eventLoop, false)
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if let event = event as? ChannelEvent, event == .inputClosed { end(context.eventLoop) }
        }

        func channelInactive(context: ChannelHandlerContext) { end(context.eventLoop) }

        private func end(_ loop: any EventLoop) {
            let isFirst = received.change { received in
                defer { received.hasEnded = true }
                return !received.hasEnded
            }
            if isFirst { observer(loop, true) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            received.change { $0.wasReset = true }
            context.close(promise: nil)
        }
    }
}
