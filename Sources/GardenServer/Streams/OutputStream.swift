/// One output stream of a process connection: the session fills it, the clients' output connections empty it.
final class OutputStream: Sendable {
    /// How much is written to a client at once, about.
    static let pieceSize = 64 * 1024

    private struct Reader: Sendable {
        let id: ObjectIdentifier
        let wake: @Sendable () -> Void
    }

    private struct State: Sendable {
        var buffer: OutputBuffer
        /// Who found nothing.
        var waiting: [Reader] = []

        /// The readers that have something to look at now.
        mutating func takeWaiting() -> [Reader] {
            defer { waiting = [] }
            return waiting
        }
    }

    private let state: Monitor<State>
    private let readerGrace: Duration
    private let scheduler: any Scheduling

    /// A stream that holds `limit` bytes, and holds its process back for `readerGrace` when it is full and nobody reads.
    init(limit: Int, readerGrace: Duration, scheduler: any Scheduling) {
        state = Monitor(State(buffer: OutputBuffer(limit: limit)))
        self.readerGrace = readerGrace
        self.scheduler = scheduler
    }

    /// How many bytes nobody came to read.
    var droppedBytes: UInt64 { state.read(\.buffer.droppedBytes) }

    // MARK: the process's side

    /// Whether the process's next bytes may be asked for.
    var hasRoom: Bool { state.read(\.buffer.hasRoom) }

    /// Waits until the process's next bytes may be asked for; false when the task was cancelled.
    func waitForRoom() async -> Bool {
        waitForReaderIfNeeded()
        return await state.wait { $0.buffer.hasRoom ? true : nil } ?? false
    }

    /// Takes what the process wrote.
    func append(_ bytes: [UInt8]) { changeForReaders { $0.append(bytes) } }

    /// Nothing will be appended any more: readers get the end once they have got everything else.
    func end() { changeForReaders { $0.end() } }

    /// A client needs a moment between its Run and its output connections, so a full buffer drops nothing at once.
    private func waitForReaderIfNeeded() {
        guard state.read(\.buffer.needsReader) else { return }
        scheduler.schedule(after: readerGrace) { [state] in
            state.change { state in
                if state.buffer.needsReader { state.buffer.giveUpOnReaders() }
            }
        }
    }

    /// Changes the buffer and wakes the readers that wait.
    private func changeForReaders(_ body: (inout OutputBuffer) -> Void) {
        let readers = state.change { state in
            body(&state.buffer)
            return state.takeWaiting()
        }
        for reader in readers { reader.wake() }
    }

    // MARK: the readers' side

    /// A reader comes.
    func open() { state.change { $0.buffer.open() } }

    /// A reader goes.
    func close() {
        state.change { $0.buffer.close() }
        waitForReaderIfNeeded()
    }

    /// The next bytes or the end; answer bytes with `written` or `putBack`.
    ///
    /// - Returns: nil when there is nothing yet: then `wake` is called once, as soon as asking again is worth it.
    func take(orWake reader: ObjectIdentifier, by wake: @escaping @Sendable () -> Void) -> OutputBuffer.Taken? {
        state.change { state in
            let taken = state.buffer.take(about: Self.pieceSize)
            if taken == nil { state.waiting.append(Reader(id: reader, wake: wake)) }
            return taken
        }
    }

    /// Wakes one reader, if it waits, although there may be nothing for it.
    func wake(_ reader: ObjectIdentifier) {
        let woken = state.change { state -> Reader? in
            guard let index = state.waiting.firstIndex(where: { $0.id == reader }) else { return nil }
            return state.waiting.remove(at: index)
        }
        woken?.wake()
    }

    /// Bytes that were taken have reached the reader.
    func written(_ count: Int) { state.change { $0.buffer.written(count) } }

    /// Bytes that were taken did not reach the reader; the next one gets them.
    func putBack(_ bytes: [UInt8]) { changeForReaders { $0.putBack(bytes) } }
}
