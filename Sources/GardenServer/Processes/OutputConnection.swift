import NIOCore

/// A client that reads one of a process's output streams. What it sends is ignored.
final class OutputConnection: ByteSink {
    private let clientMayListenAfterEnd: Bool
    private var reading: (stream: OutputStream, reader: ConnectedReader)?

    /// - Parameter clientMayListenAfterEnd: whether a client that ended its side is not taken for gone.
    init(clientMayListenAfterEnd: Bool) { self.clientMayListenAfterEnd = clientMayListenAfterEnd }

    var wantsInput: Bool { true }

    /// Sends all there is, until the stream ends or the client goes.
    func start(_ stream: OutputStream, _ connection: ByteConnection) {
        let reader = ConnectedReader(connection)
        reading = (stream, reader)
        stream.open(reader)
    }

    func received(_ bytes: ByteBuffer) {}

    func inputEnded() {
        if !clientMayListenAfterEnd { leave() }
    }

    func serverStops() {}

    func closed() { leave() }

    private func leave() {
        if let (stream, reader) = reading { stream.leave(reader) }
        reading = nil
    }
}

/// The reader behind an output connection.
private final class ConnectedReader: OutputReader {
    private let connection: ByteConnection

    init(_ connection: ByteConnection) { self.connection = connection }

    func send(_ bytes: [UInt8]) async throws { try await connection.send(bytes) }

    func end() { connection.beginClosing() }
}
