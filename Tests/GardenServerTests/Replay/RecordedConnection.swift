import GardenWire
import GuardianTestSupport
import JSON

/// One request of a recorded connection.
struct RecordedRequest: Sendable {
    let match: RouteMatch
    let headers: [String: String]
    /// The body without its framing, as far as it was sent.
    let body: [UInt8]

    var route: Route? { if case .matched(let route, _) = match { route } else { nil } }

    var parameters: RouteParameters {
        if case .matched(_, let parameters) = match { parameters } else { RouteParameters() }
    }

    /// Whether a success turns its connection into a stream of bytes.
    var isHijack: Bool { route.map([Route.run, .attach, .stdout, .stderr].contains) ?? false }

    /// Whether it asks for one of a process's output streams.
    var isOutput: Bool { route == .stdout || route == .stderr }
}

/// What a client sent on a connection, taken apart.
struct ClientSide: Sendable {
    private(set) var requests: [RecordedRequest] = []
    /// How many bytes come before each request's body.
    private(set) var headEnds: [Int] = []
    /// What follows the request that turned the connection into a stream.
    private(set) var stream: [UInt8] = []

    init(_ bytes: [UInt8]) {
        var rest = bytes
        while let message = RecordedMessage(parsing: rest) {
            let match = Route.match(method: message.method, path: RequestTarget(parsing: message.target).path)
            let framed = HTTPFraming(message)
            let request = RecordedRequest(match: match, headers: message.headers, body: framed.body)
            requests.append(request)
            headEnds.append(bytes.count - message.rest.count)
            guard framed.isComplete else { return }
            rest = framed.rest
            if request.isHijack { stream = rest }
        }
    }
}

/// What a server said on a connection, taken apart.
struct ServerSide: Sendable {
    /// The complete answers, in order; those that only tell the client to go on are not among them.
    private(set) var responses: [RecordedResponse] = []
    /// How often the client was told to go on.
    private(set) var goOns = 0
    /// What follows the head of a hijacked connection.
    private(set) var stream: [UInt8] = []
    /// Bytes of an answer that is not complete.
    private(set) var remainder: [UInt8] = []

    init(_ bytes: [UInt8], to requests: [RecordedRequest]) {
        remainder = bytes
        while let message = RecordedMessage(parsing: remainder) {
            let response = RecordedResponse(message)
            if response.status == 100 {
                goOns += 1
                remainder = message.rest
                continue
            }
            let index = responses.count
            let isHijack = requests.indices.contains(index) && requests[index].isHijack
            if isHijack, (200..<300).contains(response.status) {
                responses.append(response.hijacked)
                (stream, remainder) = (message.rest, [])
                return
            }
            let framed = HTTPFraming(message, isResponse: true)
            guard framed.isComplete else { return }
            responses.append(response)
            remainder = framed.rest
        }
    }

    /// The payloads of a process connection, as far as they can be read.
    var payloads: [JSONValue] {
        var splitter = PayloadSplitter()
        splitter.append(stream)
        var payloads: [JSONValue] = []
        while case .value(let text)? = splitter.nextPiece(), let value = try? JSONValue(parsing: text) {
            payloads.append(value)
        }
        return payloads
    }

    /// The payload that tells how the process ended.
    var ending: ProcessPayload? {
        payloads.lazy.compactMap { try? ProcessPayload(wire: $0) }.first { $0.exitStatus != nil || $0.error != nil }
    }

    /// The id under which output connections find this process connection's streams.
    var streamID: String? { payloads.first?["stream_id"]?.string }
}

/// Where the body of a message ends, and what it is without its framing.
struct HTTPFraming: Sendable {
    let body: [UInt8]
    let rest: [UInt8]
    let isComplete: Bool

    /// - Parameter isResponse: whether a body without a length goes on until the connection is closed.
    init(_ message: RecordedMessage, isResponse: Bool = false) {
        if message.headers["transfer-encoding"] == "chunked" {
            (body, rest, isComplete) = Self.joinChunks(message.rest)
            return
        }
        let length = message.headers["content-length"].flatMap { Int($0) } ?? (isResponse ? message.rest.count : 0)
        body = Array(message.rest.prefix(length))
        rest = Array(message.rest.dropFirst(length))
        isComplete = body.count == length
    }

    private static func joinChunks(_ bytes: [UInt8]) -> (body: [UInt8], rest: [UInt8], isComplete: Bool) {
        var (rest, body) = (bytes[...], [UInt8]())
        while let line = rest.firstIndex(of: UInt8(ascii: "\r")) {
            let text = String(decoding: rest[..<line], as: UTF8.self)
            let behind = line - rest.startIndex + 2
            guard let size = Int(text, radix: 16), rest.count >= behind + size + 2 else { break }
            body += rest.dropFirst(behind).prefix(size)
            rest = rest.dropFirst(behind + size + 2)
            if size == 0 { return (body, Array(rest), true) }
        }
        return (body, Array(rest), false)
    }
}
