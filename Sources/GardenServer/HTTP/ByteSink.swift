import NIOCore

/// What a connection's bytes go to once HTTP is over. It lives on the connection's event loop.
protocol ByteSink: AnyObject {
    /// Whether more bytes may be read from the client.
    var wantsInput: Bool { get }
    /// The client sent bytes.
    func received(_ bytes: ByteBuffer)
    /// The client ended its side, and may have gone altogether.
    func inputEnded()
    /// The server stops.
    func serverStops()
    /// The connection is closed.
    func closed()
}

/// A connection, for tasks.
struct ByteConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<Connection>

    init(channel: any Channel, handler: NIOLoopBound<Connection>) {
        (self.channel, self.handler) = (channel, handler)
    }

    /// Sends `bytes`; returns once the kernel has them.
    func send(_ bytes: [UInt8]) async throws { try await send(ByteBuffer(bytes: bytes)) }

    /// Sends `bytes`; returns once the kernel has them.
    func send(_ bytes: ByteBuffer) async throws { try await beginSending(bytes).get() }

    /// Begins to send `bytes`.
    ///
    /// - Returns: what succeeds once the kernel has them.
    func beginSending(_ bytes: ByteBuffer) throws -> EventLoopFuture<Void> {
        // Behind a connection that is closed the loop may be gone, too, and would never answer.
        guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
        return channel.writeAndFlush(bytes)
    }

    /// Ends the connection behind what was sent; it has ended when this returns.
    func close() async {
        // Behind a connection that is closed the loop may be gone, too.
        guard channel.isActive else { return }
        let handler = handler
        // The only failure is that of a loop that was shut down, and with it the connection.
        _ = try? await channel.eventLoop.submit { handler.value.endStream() }.get()
    }

    /// Reads on, when input is wanted again.
    func resumeReading() { tell { $0.resumeReading() } }

    /// The backend reads the request's body.
    func bodyIsWanted() { tell { $0.bodyIsWanted() } }

    /// The archive was sent, or not.
    func archiveEnded(_ ending: OutgoingArchive.Ending) { tell { $0.archiveEnded(ending) } }

    private func tell(_ work: @escaping @Sendable (Connection) -> Void) {
        guard channel.isActive else { return }
        channel.eventLoop.execute { [handler] in work(handler.value) }
    }
}
