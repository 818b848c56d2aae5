import NIOCore

/// A client that reads one of a process's output streams. What it sends is ignored.
final class OutputConnection: ByteSink {
    private let clientMayListenAfterEnd: Bool
    private var sender: OutputSender?

    /// - Parameter clientMayListenAfterEnd: whether a client that ended its side is not taken for gone.
    init(clientMayListenAfterEnd: Bool) { self.clientMayListenAfterEnd = clientMayListenAfterEnd }

    var wantsInput: Bool { true }

    /// Sends all there is, until the stream ends or the client goes.
    func start(_ stream: OutputStream, _ connection: ByteConnection) {
        let sender = OutputSender(stream, connection)
        self.sender = sender
        sender.start()
    }

    func received(_ bytes: ByteBuffer) {}

    func inputEnded() {
        if !clientMayListenAfterEnd { sender?.stop() }
    }

    func serverStops() {}

    func closed() { sender?.stop() }
}
