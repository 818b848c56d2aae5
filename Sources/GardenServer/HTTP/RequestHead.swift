import GardenWire
import NIOHTTP1

/// What the head of a request says that matters here.
struct RequestHead: Sendable {
    /// What is to be done.
    let match: RouteMatch
    /// The method and path as sent.
    let line: String
    /// The decoded query.
    let query: Query
    /// The id that the caller follows its work by, without dashes.
    let trace: String?
    /// How to answer.
    let style: ResponseEncoder.Style
    /// Whether the body comes in chunks, and only its end will tell how long it is.
    let isChunked: Bool
    /// How long the body is, `Int.max` for more than can be counted; nil when it is chunked, or there is none.
    let bodyLength: Int?
    /// Whether the client waits with its body until it is told to send it.
    let awaitsGoOn: Bool
    /// Why it is not served, whatever it asks for.
    let fault: RefusedRequest?

    /// Whether the body is handed on while it arrives.
    var hasArchive: Bool {
        if case .matched(.streamIn, _) = match { true } else { false }
    }

    /// Whether the body is longer than anything there is.
    var isUncountable: Bool { bodyLength == .max }

    /// Picks it out of a parsed head.
    init(_ head: HTTPRequestHead) {
        let target = RequestTarget(parsing: head.uri)
        match = Route.match(method: head.method.rawValue, path: target.path)
        line = "\(head.method.rawValue) \(target.path)"
        query = target.query
        let trace = head.headers.first(name: "x-vcap-request-id")?.filter { $0 != "-" }
        self.trace = trace?.isEmpty == false ? trace : nil
        style = ResponseEncoder.Style(head)
        isChunked = head.headers.contains(name: "transfer-encoding")
        bodyLength = isChunked ? nil : head.headers.first(name: "content-length").flatMap(Self.length)
        let expectation = head.headers.first(name: "expect")?.lowercased()
        awaitsGoOn = expectation == "100-continue" && !style.isVersion0 && (isChunked || bodyLength ?? 0 > 0)
        let hosts = head.headers["host"].count
        fault = hosts == 1 || hosts == 0 && style.isVersion0 ? nil : .hostCount(hosts)
    }

    /// The parser refuses what is no number.
    private static func length(_ text: String) -> Int? {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isNumber ? Int(text) ?? .max : nil
    }
}

/// A request that is being read.
struct PartialRequest {
    let head: RequestHead
    private let limit: Int
    private var body: [UInt8] = []

    /// A request of which only the head is known. Its body is refused beyond `limit` bytes.
    init(_ head: RequestHead, limit: Int) {
        self.head = head
        self.limit = limit
    }

    /// Whether the body is going to be longer than it may be.
    var isTooLong: Bool { max(body.count, head.bodyLength ?? 0) > limit }

    /// Takes a part of the body.
    mutating func append(_ bytes: some Sequence<UInt8>) { body.append(contentsOf: bytes) }

    /// The complete request.
    var request: Request { Request(head, body: body) }
}
