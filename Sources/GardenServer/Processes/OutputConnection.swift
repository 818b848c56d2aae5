import NIOCore

/// A client that reads one of a process's output streams. What it sends is ignored.
final class OutputConnection: ByteSink {
    private let clientMayListenAfterEnd: Bool
    private var task: Task<Void, Never>?

    /// - Parameter clientMayListenAfterEnd: whether a client that ended its side is not taken for gone.
    init(clientMayListenAfterEnd: Bool) { self.clientMayListenAfterEnd = clientMayListenAfterEnd }

    var wantsInput: Bool { true }

    /// Sends all there is, until the stream ends or the client goes.
    func start(_ stream: OutputStream, _ connection: ByteConnection) {
        stream.open()
        task = Task {
            await connection.sendAll(of: stream)
            stream.close()
            await connection.close()
        }
    }

    func received(_ bytes: ByteBuffer) {}

    func inputEnded() {
        if !clientMayListenAfterEnd { task?.cancel() }
    }

    func serverStops() {}

    func closed() { task?.cancel() }
}

extension ByteConnection {
    /// Sends what `stream` has until it ends, the task is cancelled or the client is gone.
    fileprivate func sendAll(of stream: OutputStream) async {
        while case .bytes(let bytes) = await stream.take() {
            do {
                try await send(bytes)
                stream.written(bytes.count)
            } catch {
                return stream.putBack(bytes)
            }
        }
    }
}
