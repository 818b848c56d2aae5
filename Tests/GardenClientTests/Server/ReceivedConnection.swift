import GardenWire
import GuardianTestSupport
import JSON
import Synchronization

@testable import GardenClient

/// What a client sent on one connection.
final class ReceivedConnection: Sendable {
    /// Comes when the script is over, or the client has gone.
    let hasEnded = Once<Void>()
    private let bytes = Mutex<[UInt8]>([])
    private let sentCount = Mutex(0)

    /// How many bytes have come.
    var count: Int { bytes.withLock { $0.count } }

    /// How many bytes the server could send on it.
    var sent: Int { sentCount.withLock { $0 } }

    func addSent(_ count: Int) { sentCount.withLock { $0 += count } }

    /// Waits for more; false at the end.
    func take(from client: Connection) async throws -> Bool {
        let more = try await client.read()
        bytes.withLock { $0 += more }
        return !more.isEmpty
    }

    /// The request, once its head is here.
    var head: RecordedMessage? { RecordedMessage(parsing: bytes.withLock { $0 }) }

    /// The request, once its head and the body are here.
    var request: RecordedMessage? {
        guard let message = head else { return nil }
        let length = message.headers["content-length"].flatMap { Int($0) } ?? 0
        return message.rest.count >= length ? message : nil
    }

    /// The JSON values behind the request.
    var payloads: [JSONValue] { request?.payloads ?? [] }
}
