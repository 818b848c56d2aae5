import Garden

/// The body of a request, read while it arrives. The connection fills it, and stops reading when it is full.
final class RequestBody: ByteSource {
    private let buffer: Monitor<BodyBuffer>
    private let connection: ByteConnection

    /// The body of the request that `connection` receives. With more than `limit` unread bytes it is full.
    init(limit: Int, _ connection: ByteConnection) {
        buffer = Monitor(BodyBuffer(limit: limit))
        self.connection = connection
    }

    // MARK: the client's side

    /// Whether the client is not to be read on.
    var isFull: Bool { buffer.read(\.isFull) }

    /// Takes what arrived.
    func append(_ bytes: some Sequence<UInt8>) { buffer.change { $0.append(bytes) } }

    /// The body is complete.
    func end() { buffer.change { $0.end() } }

    /// The body broke off.
    func fail(_ error: GardenError) { buffer.change { $0.fail(error) } }

    /// Waits until it is full; false when the task was cancelled.
    func waitUntilFull() async -> Bool { await buffer.wait { $0.isFull ? true : nil } ?? false }

    // MARK: the backend's side

    func read() async throws -> [UInt8] {
        if buffer.change({ $0.ask() }) { connection.bodyIsWanted() }
        guard let taken = await buffer.wait(for: { $0.take() }) else { throw CancellationError() }
        switch taken {
        case .bytes(let bytes, let makesRoom):
            if makesRoom { connection.resumeReading() }
            return bytes
        case .end: return []
        case .failure(let error): throw error
        }
    }

    func close() async { buffer.change { $0.close() } }
}

extension GardenError {
    /// The client left in the middle of its request.
    static let bodyBrokeOff = GardenError.invalidRequest("the body of the request broke off: unexpected EOF")
    /// The client sent what is no body.
    static let bodyIsMalformed = GardenError.invalidRequest("the body of the request is malformed")
}
