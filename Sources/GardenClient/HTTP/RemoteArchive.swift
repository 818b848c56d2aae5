import Garden
import Synchronization

/// The body of a response, read by asking: what nobody asks for stays in the socket, and the server feels it.
///
/// Its connection is closed when the body has ended, when it is closed, and when nobody holds it any more.
final class RemoteArchive: ByteSource {
    private struct State: Sendable {
        var decoder: BodyDecoder
        var isClosed = false
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
