import Synchronization

/// Sends an output stream to one client. It has a task only while there is something to send.
final class OutputSender: Sendable {
    private let stream: OutputStream
    private let connection: ByteConnection
    private let isStopped = Mutex(false)

    init(_ stream: OutputStream, _ connection: ByteConnection) {
        (self.stream, self.connection) = (stream, connection)
    }

    /// Begins: sends all there is and will be, and closes the connection behind it.
    func start() {
        stream.open()
        sendInTask()
    }

    /// Stops when what is being sent is sent: the client has gone.
    func stop() {
        isStopped.withLock { $0 = true }
        stream.wake(ObjectIdentifier(self))
    }

    private func sendInTask() {
        Task { await send() }
    }

    private func send() async {
        while let taken = next() {
            guard case .bytes(let bytes) = taken else { return await finish() }
            do {
                try await connection.send(bytes)
                stream.written(bytes.count)
            } catch {
                stream.putBack(bytes)
                return await finish()
            }
        }
    }

    /// What to send next; nil when there is nothing yet, and another task will go on.
    private func next() -> OutputBuffer.Taken? {
        // One step, so that whoever stops this finds it either before the question or waiting.
        isStopped.withLock { isStopped in
            isStopped ? .end : stream.take(orWake: ObjectIdentifier(self), by: sendInTask)
        }
    }

    private func finish() async {
        stream.close()
        await connection.close()
    }
}
