import Garden
import Synchronization

/// The body of a response, read by asking: until someone asks it stays in the socket, and from then on no more than
/// `InboxHandler.limit` is taken in ahead, so that the server feels a slow reader.
///
/// Its connection is closed when the body has ended, when it is closed, and when nobody holds it any more.
final class RemoteArchive: ByteSource {
    private struct State: Sendable {
        var decoder: BodyDecoder
        var isClosed = false
        var isAhead = false
    }

    private let connection: Connection
    private let state: Mutex<State>

    /// The body that comes on `connection` next.
    init(_ connection: Connection, framing: ResponseHead.Framing) {
        self.connection = connection
        state = Mutex(State(decoder: BodyDecoder(framing)))
    }

    deinit { connection.close() }

    func read() async throws -> [UInt8] {
        while true {
            if let piece = try nextPiece() {
                if piece.isEmpty { connection.close() }
                return piece
            }
            readAhead()
            let bytes = try await connection.read()
            try state.withLock { state throws(RemoteError) in
                if bytes.isEmpty, !state.isClosed {
                    try state.decoder.finish()
                } else {
                    state.decoder.append(bytes)
                }
            }
        }
    }

    /// From the first asking on the next bytes are fetched while these are used.
    private func readAhead() {
        let isFirst = state.withLock { state in
            defer { state.isAhead = true }
            return !state.isAhead
        }
        if isFirst { connection.readAhead(true) }
    }

    func close() async {
        state.withLock { $0.isClosed = true }
        connection.close()
    }

    private func nextPiece() throws(RemoteError) -> [UInt8]? {
        try state.withLock { state throws(RemoteError) in
            state.isClosed ? [] : try state.decoder.nextPiece()
        }
    }
}
