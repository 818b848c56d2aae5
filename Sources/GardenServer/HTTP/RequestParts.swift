import NIOCore
import NIOHTTP1

/// Hands what the parser found to the connection it stands behind.
final class RequestParts: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart

    private weak let connection: Connection?

    init(_ connection: Connection) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): connection?.headEnded(RequestHead(head))
        case .body(let bytes): connection?.bodyReceived(bytes)
        case .end: connection?.requestEnded()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection?.failed(error)
    }
}
