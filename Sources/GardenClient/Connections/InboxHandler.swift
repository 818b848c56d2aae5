import NIOCore

/// Moves what a channel reads into an `Inbox`, and reads ahead no further than a limit.
final class InboxHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer

    /// So many unread bytes end the reading ahead; it goes on when all are read and more are asked for.
    static let limit = 1 << 20
    /// So many unread bytes end the connection. The channel reads beyond `limit` what the socket still holds when one
    /// of the directions has ended: far less, unless a server keeps it filled.
    private static let overflow = 64 << 20

    private let inbox: Inbox

    init(_ inbox: Inbox) { self.inbox = inbox }

    func read(context: ChannelHandlerContext) {
        if inbox.unread < Self.limit { context.read() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        inbox.receive(Array(unwrapInboundIn(data).readableBytesView))
        if inbox.unread > Self.overflow {
            inbox.end(RemoteError.badResponse(reason: "more than \(Self.overflow) bytes came unasked"))
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        inbox.end(nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        inbox.end(error)
        context.close(promise: nil)
    }
}
