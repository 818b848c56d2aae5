import GardenWire
import GuardianTestSupport
import JSON

/// A response as it is compared: what a client acts on.
struct ComparableResponse: Hashable, Sendable, CustomStringConvertible {
    let status: Int
    let isJSON: Bool
    /// The JSON body; nil when it is something else.
    let body: JSONValue?

    /// - Parameter isHijack: whether bytes that are no body follow the head.
    init(_ message: RecordedMessage, isHijack: Bool) {
        status = message.startLine.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        isJSON = message.headers["content-type"] == "application/json"
        let body = message.headers["transfer-encoding"] == "chunked" ? Self.joinChunks(message.rest) : message.body
        self.body = isHijack ? nil : (try? JSONValue(parsing: body)).map(Self.withoutEmptiness)
    }

    var description: String { "\(status) \(isJSON ? "JSON" : "text") \(body.map { "\($0)" } ?? "-")" }

    /// Lists and maps without elements are the same to clients as none.
    private static func withoutEmptiness(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array([]): .null
        case .object(let object) where object.isEmpty: .null
        case .array(let elements): .array(elements.map(withoutEmptiness))
        case .object(let object): .object(JSONObject(object.members.map { ($0.key, withoutEmptiness($0.value)) }))
        default: value
        }
    }

    private static func joinChunks(_ bytes: [UInt8]) -> [UInt8] {
        var (rest, result) = (bytes[...], [UInt8]())
        while let line = rest.firstIndex(of: UInt8(ascii: "\r")) {
            guard let size = Int(String(decoding: rest[..<line], as: UTF8.self), radix: 16), size > 0 else { break }
            result += rest[(line + 2)...].prefix(size)
            rest = rest.dropFirst(line - rest.startIndex + 2 + size + 2)
        }
        return result
    }
}

/// What the server says on a connection, taken apart.
struct ServerSide: Sendable {
    var responses: [ComparableResponse] = []
    /// What follows the head of a hijacked connection.
    var stream: [UInt8] = []

    /// - Parameter isHijack: whether the response at an index begins a stream.
    init(_ bytes: [UInt8], isHijack: (Int) -> Bool) {
        var rest = bytes
        while let message = RecordedMessage(parsing: rest) {
            let begins = isHijack(responses.count) && message.startLine.contains(" 20")
            let length = message.headers["content-length"].flatMap { Int($0) }
            guard begins || message.rest.count >= length ?? 0 else { return }
            responses.append(ComparableResponse(message, isHijack: begins))
            if begins {
                stream = message.rest
                return
            }
            rest = length.map { Array(message.rest.dropFirst($0)) } ?? []
        }
    }
}

/// What a client asks for on a connection.
struct ClientSide: Sendable {
    /// The calls, in order; nil for what is no call.
    var routes: [Route?] = []
    /// The stream that an output connection asks for.
    var streamID = ""
    /// What follows a request that begins a stream.
    var stream: [UInt8] = []

    init(_ bytes: [UInt8]) {
        var rest = bytes
        while let message = RecordedMessage(parsing: rest) {
            let match = Route.match(method: message.method, path: RequestTarget(parsing: message.target).path)
            guard case .matched(let route, let parameters) = match else {
                routes.append(nil)
                rest = Array(message.rest.dropFirst(message.body.count))
                continue
            }
            routes.append(route)
            streamID = parameters.stream
            let length = message.headers["content-length"].flatMap { Int($0) } ?? 0
            if isHijack(routes.count - 1) {
                stream = Array(message.rest.dropFirst(length))
                if message.headers["transfer-encoding"] == "chunked" { stream = Self.behindChunks(stream) }
                return
            }
            rest = Array(message.rest.dropFirst(length))
        }
    }

    private static func behindChunks(_ bytes: [UInt8]) -> [UInt8] {
        let lastChunk = Array("\r\n0\r\n\r\n".utf8)
        return bytes.firstRange(of: lastChunk).map { Array(bytes[$0.upperBound...]) } ?? []
    }

    func isHijack(_ index: Int) -> Bool {
        guard routes.indices.contains(index), let route = routes[index] else { return false }
        return [.run, .stdout, .stderr].contains(route)
    }

    /// Whether every call is one of those that are served.
    var isServed: Bool {
        let served: Set<Route> = [
            .ping, .capacity, .list, .create, .info, .destroy, .properties, .property, .setProperty, .removeProperty,
            .run, .stdout, .stderr,
        ]
        return routes.allSatisfy { $0.map(served.contains) ?? true }
    }
}
