import GuardianTestSupport
import JSON

/// An answer as it is compared: what a client acts on.
struct RecordedResponse: Hashable, Sendable, CustomStringConvertible {
    /// What is in it.
    enum Body: Hashable, Sendable {
        case json(JSONValue)
        case bytes([UInt8])
        /// A stream follows the head.
        case stream
    }

    let status: Int
    /// Whether it is an answer of HTTP/1.0.
    let isVersion0: Bool
    /// Whether its content type is the API's.
    let isJSON: Bool
    let body: Body
    /// Whether it tells that the connection will be closed.
    let closes: Bool
    /// The methods there are, when the request's was none of them.
    let allowedMethods: Set<String>
    /// Whether the client is told where its body ends.
    let hasLength: Bool

    init(_ message: RecordedMessage) {
        status = message.startLine.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        isVersion0 = message.startLine.hasPrefix("HTTP/1.0")
        isJSON = message.headers["content-type"] == "application/json"
        let connection = message.headers["connection"]?.lowercased()
        closes = isVersion0 ? connection != "keep-alive" : connection == "close"
        hasLength = message.headers["content-length"] != nil || message.headers["transfer-encoding"] == "chunked"
        let allowed = message.headers["allow"]?.split(separator: ",") ?? []
        allowedMethods = Set(allowed.map { String($0.drop { $0 == " " }) })
        let bytes = HTTPFraming(message, isResponse: true).body
        body = (isJSON ? (try? JSONValue(parsing: bytes)).map(Body.json) : nil) ?? .bytes(bytes)
    }

    private init(hijacked response: RecordedResponse) {
        (status, isVersion0, isJSON) = (response.status, response.isVersion0, response.isJSON)
        (closes, hasLength) = (!response.isVersion0 && response.closes, response.hasLength)
        (body, allowedMethods) = (.stream, response.allowedMethods)
    }

    private init(status: Int) {
        (self.status, isVersion0, isJSON, body, closes, hasLength) = (status, false, false, .stream, false, false)
        allowedMethods = []
    }

    /// In place of an answer that was not recorded to its end.
    static let unfinished = RecordedResponse(status: 200)

    /// The same head in front of a stream.
    var hijacked: RecordedResponse { RecordedResponse(hijacked: self) }

    var isSuccess: Bool { (200..<300).contains(status) }

    /// The JSON body.
    var json: JSONValue? { if case .json(let value) = body { value } else { nil } }

    /// The kind of error it tells; nil when it is no error object.
    var errorType: String? {
        guard !isSuccess, json?["Message"]?.string != nil else { return nil }
        return json?["Type"]?.string
    }

    /// Whether `other` tells a client the same.
    func isAnswered(by other: RecordedResponse) -> Bool {
        guard status == other.status, isVersion0 == other.isVersion0, isJSON == other.isJSON, closes == other.closes
        else { return false }
        guard allowedMethods == other.allowedMethods else { return false }
        // More than the original told is no harm here.
        guard other.hasLength || !hasLength else { return false }
        if case .json(let recorded) = body, case .json(let ours) = other.body { return recorded.isAnswered(by: ours) }
        return body == other.body
    }

    var description: String {
        let text =
            switch body {
            case .json(let value): "\(value)"
            case .bytes(let bytes): bytes.count > 200 ? "\(bytes.count) bytes" : String(decoding: bytes, as: UTF8.self)
            case .stream: "and a stream"
            }
        return
            "\(status)\(closes ? ", closing" : "")\(hasLength ? "" : ", without length") \(isJSON ? "JSON" : "text") \(text)"
    }
}

extension JSONValue {
    /// Whether `other` means the same. Where the original has `null` for a list or map that was never made, an empty
    /// one is the same to clients, and all that this server has.
    func isAnswered(by other: JSONValue) -> Bool {
        switch (self, other) {
        case (.null, .array([])): true
        case (.null, .object(let object)): object.isEmpty
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isAnswered(by: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.members.allSatisfy { member in right[member.key].map(member.value.isAnswered) ?? false }
        default: self == other
        }
    }
}
