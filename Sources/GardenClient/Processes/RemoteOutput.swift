import Garden
import Synchronization

/// One output stream of a `RemoteProcess`: a connection of its own.
final class RemoteOutput: ProcessOutput {
    private let connection: Result<Connection, any Error>
    private let isTakenOver = Mutex(false)

    /// The stream that comes on `connection` behind a response's head, or the reason why there is none.
    init(_ connection: Result<Connection, any Error>) { self.connection = connection }

    deinit { close() }

    func read() async throws -> [UInt8] {
        let connection = try connection.get()
        if !isTakenOver.withLock({ $0 }) {
            try await Caller.takeOver(connection)
            isTakenOver.withLock { $0 = true }
        }
        return try await connection.read()
    }

    func close() {
        if case .success(let connection) = connection { connection.close() }
    }
}
