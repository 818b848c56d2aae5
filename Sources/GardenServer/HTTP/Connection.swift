import Garden
import Logging
import NIOCore
import NIOHTTP1

/// One client's connection: requests and their answers one after the other, until one of them turns it into a stream
/// of bytes. It lives on its channel's event loop.
final class Connection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Bytes received ahead of their turn; with more of them the client is not read on.
    static let readAhead = 64 * 1024
    /// How long a client may keep sending behind its last answer.
    static let lingerTime = Duration.seconds(1)
    /// How much of that is read, and thrown away.
    static let lingerBytes = 256 * 1024

    let services: ConnectionServices
    var phase = ConnectionPhase()
    var gate = RequestGate()
    var received = ByteBuffer()
    var request: PartialRequest?
    /// The body that is handed on while it arrives.
    var body: RequestBody?
    /// Whether the client waits with that body until it is told to send it.
    var awaitsGoOn = false
    /// How to answer the request that came last.
    var style = ResponseEncoder.Style()
    var sink: (any ByteSink)?
    /// Sends an archive.
    var sending: Task<Void, Never>?
    /// Whether the client may be sending what nobody will look at.
    var leavesInput = false
    /// What is to be done about answers that were written, if the client turns out to have gone before.
    var unconfirmed: [@Sendable () async -> Void] = []
    /// Whether the answer being sent is whole when the connection ends.
    var endsBody = false
    private var thrownAway = 0
    private var parser: [any RemovableChannelHandler] = []
    private var alarm: (any ScheduledWork)?
    /// How long the client may be idle behind the answer; nil: for ever.
    var idleLimit: Duration?
    private var readIsHeld = false
    private var wasOpened = false
    /// The pipeline's place of this handler while the connection is open.
    private(set) var context: ChannelHandlerContext?

    init(_ services: ConnectionServices) { self.services = services }

    /// Puts a connection and its parser into a new channel.
    static func set(up channel: any Channel, _ services: ConnectionServices) throws {
        try channel.pipeline.syncOperations.addHandlers(makeHandlers(services))
    }

    /// Makes the handlers of one connection, for nobody.
    ///
    /// Their types are generic, and made when they are first used. Two event loops that did that at the same moment, for
    /// the first two connections, could crash in Swift's runtime (6.3.1; seen once in some hundred starts). Call it once
    /// before there are connections.
    static func makeTypes(_ services: ConnectionServices) {
        let connection = makeHandlers(services).first as? Connection
        // They know one another.
        connection?.parser = []
    }

    private static func makeHandlers(_ services: ConnectionServices) -> [any ChannelHandler] {
        let connection = Connection(services)
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = services.configuration.headerLimit
        limits.maxHeaderListSize = services.configuration.headerLimit
        limits.maxHeaderFieldCount = 1000
        let decoder = ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits))
        let parts = RequestParts(connection)
        connection.parser = [parts, decoder]
        return [connection, decoder, parts]
    }

    // MARK: life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { opened(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        opened(context)
        context.fireChannelActive()
    }

    private func opened(_ context: ChannelHandlerContext) {
        guard !wasOpened else { return }
        wasOpened = true
        services.load.opened(self, context)
        services.log.debug("connection.opened")
        awaitHead()
    }

    func channelInactive(context: ChannelHandlerContext) {
        clearAlarm()
        phase.closes()
        services.load.closed(self)
        services.log.debug("connection.closed")
        sink?.closed()
        body?.fail(.bodyBrokeOff)
        body = nil
        sending?.cancel()
        for action in unconfirmed { undelivered(action) }
        unconfirmed = []
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        sink = nil
    }

    /// The server stops: no request will follow.
    func serverStops() {
        follow(phase.serverStops())
        if phase.stage == .hijacked { sink?.serverStops() }
    }

    /// Closes at once.
    ///
    /// An answer that lasts as long as its connection would look whole. Over TCP the client sees a reset instead; a unix
    /// socket knows no such thing, so there a client of HTTP/1.0 cannot tell an archive that broke off.
    func abort() {
        guard let context else { return }
        unconfirmed = []
        if endsBody, !services.halfCloseIsKnown, let socket = context.channel as? any SocketOptionProvider {
            socket.setSoLinger(SystemCall.resetOnClose).whenFailure { [log = services.log] error in
                log.error("connection.reset.failed", metadata: ["error": "\(error)"])
            }
        }
        context.close(promise: nil)
    }

    // MARK: input

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        switch phase.stage {
        case .hijacked: sink?.received(bytes)
        case .lingering: thrownAway += bytes.readableBytes
        case .closed: break
        case .idle, .head, .body, .streaming, .answering:
            if received.readableBytes == 0 { received = bytes } else { received.writeImmutableBuffer(bytes) }
            readRequests()
        }
    }

    func read(context: ChannelHandlerContext) {
        readIsHeld = !wantsInput
        if !readIsHeld { context.read() }
    }

    /// Whether the client has sent more than was looked at.
    var hasInputAhead: Bool { received.readableBytes > 0 }

    private var wantsInput: Bool {
        switch phase.stage {
        case .hijacked: sink?.wantsInput ?? true
        case .answering: received.readableBytes < Self.readAhead
        case .streaming: body?.isFull != true
        case .lingering: thrownAway < Self.lingerBytes
        case .idle, .head, .body, .closed: true
        }
    }

    func resumeReading() {
        guard readIsHeld, wantsInput, let context else { return }
        readIsHeld = false
        context.read()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? ChannelEvent, event == .inputClosed else {
            return context.fireUserInboundEventTriggered(event)
        }
        // The parser must not know: it would take nothing any more, and there may be requests it has not got yet.
        follow(phase.inputEnds())
        if phase.stage == .hijacked { sink?.inputEnded() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The parser's errors arrive behind the parser; those that come here are the socket's.
        context.close(promise: nil)
    }

    // MARK: becoming a stream

    /// Ends HTTP: `head` is sent, and what the client sends goes to `sink`.
    func hijack(_ head: [UInt8], for sink: any ByteSink) {
        guard let context else { return }
        phase.hijacks()
        self.sink = sink
        for handler in parser { context.pipeline.syncOperations.removeHandler(handler, promise: nil) }
        parser = []
        write(head)
        let rest = received
        received = ByteBuffer()
        if rest.readableBytes > 0 { sink.received(rest) }
        if phase.inputHasEnded { sink.inputEnded() }
        resumeReading()
    }

    /// The stream is over.
    func endStream() {
        guard phase.stage == .hijacked else { return }
        follow(phase.streamEnds(leavesInput: readIsHeld))
    }

    // MARK: small things

    @discardableResult
    func write(_ bytes: [UInt8]) -> EventLoopFuture<Void> {
        guard let context else { return services.loops.next().makeFailedFuture(ChannelError.ioOnClosedChannel) }
        return context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)))
    }

    func follow(_ step: ConnectionPhase.Step) {
        switch step {
        case .wait: break
        case .breakBody: body?.fail(.bodyBrokeOff)
        case .next:
            resumeReading()
            readRequests()
        case .close where !unconfirmed.isEmpty: setAlarm(after: Self.lingerTime)
        case .close: context?.close(promise: nil)
        case .linger:
            context?.close(mode: .output, promise: nil)
            setAlarm(after: Self.lingerTime)
            resumeReading()
        }
    }

    /// Closes the connection when this moment has come, unless another alarm is set before.
    func setAlarm(after delay: Duration) {
        guard let context else { return }
        clearAlarm()
        let (loop, handler) = (context.eventLoop, NIOLoopBound(self, eventLoop: context.eventLoop))
        alarm = services.scheduler.schedule(after: delay) {
            loop.execute { handler.value.abort() }
        }
    }

    func clearAlarm() {
        alarm?.cancel()
        alarm = nil
    }
}
