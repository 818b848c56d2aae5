/// One output stream of a process connection: the session fills it, the clients' output connections empty it.
final class OutputStream: Sendable {
    /// How much is written to a client at once, about.
    static let pieceSize = 64 * 1024

    private let buffer: Monitor<OutputBuffer>
    private let readerGrace: Duration
    private let scheduler: any Scheduling

    /// A stream that holds `limit` bytes, and holds its process back for `readerGrace` when it is full and nobody reads.
    init(limit: Int, readerGrace: Duration, scheduler: any Scheduling) {
        buffer = Monitor(OutputBuffer(limit: limit))
        self.readerGrace = readerGrace
        self.scheduler = scheduler
    }

    /// How many bytes nobody came to read.
    var droppedBytes: UInt64 { buffer.read(\.droppedBytes) }

    // MARK: the process's side

    /// Waits until the process's next bytes may be asked for; false when the task was cancelled.
    func waitForRoom() async -> Bool {
        waitForReaderIfNeeded()
        return await buffer.wait { $0.hasRoom ? true : nil } ?? false
    }

    /// Takes what the process wrote.
    func append(_ bytes: [UInt8]) { buffer.change { $0.append(bytes) } }

    /// Nothing will be appended any more: readers get the end once they have got everything else.
    func end() { buffer.change { $0.end() } }

    /// A client needs a moment between its Run and its output connections, so a full buffer drops nothing at once.
    private func waitForReaderIfNeeded() {
        guard buffer.read(\.needsReader) else { return }
        scheduler.schedule(after: readerGrace) { [buffer] in
            buffer.change { buffer in
                if buffer.needsReader { buffer.giveUpOnReaders() }
            }
        }
    }

    // MARK: the readers' side

    /// A reader comes.
    func open() { buffer.change { $0.open() } }

    /// A reader goes.
    func close() {
        buffer.change { $0.close() }
        waitForReaderIfNeeded()
    }

    /// The next bytes or the end; nil when the task was cancelled. Answer bytes with `written` or `putBack`.
    func take() async -> OutputBuffer.Taken? {
        await buffer.wait { $0.take(about: Self.pieceSize) }
    }

    /// Bytes that were taken have reached the reader.
    func written(_ count: Int) { buffer.change { $0.written(count) } }

    /// Bytes that were taken did not reach the reader; the next one gets them.
    func putBack(_ bytes: [UInt8]) { buffer.change { $0.putBack(bytes) } }
}
