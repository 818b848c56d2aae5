/// Reads a response from a connection.
///
/// What it has taken from the connection and not used must be put back if someone else reads on: `putBack`.
struct ResponseReader {
    /// More than any server sends; a limit so that a broken one cannot fill the memory.
    private static let headLimit = 64 << 10
    private static let bodyLimit = 64 << 20

    private let connection: Connection
    private var bytes: [UInt8] = []
    private var offset = 0

    init(_ connection: Connection) { self.connection = connection }

    /// Gives the connection back what was not used.
    mutating func putBack() {
        connection.putBack(Array(bytes[offset...]))
        (bytes, offset) = ([], 0)
    }

    /// Gives the connection back all that was read since the last `putBack`.
    mutating func rewind() {
        offset = 0
        putBack()
    }

    /// The head of the final response; interim ones are skipped, and count for the limit.
    mutating func head() async throws -> ResponseHead {
        while true {
            let head = try await anyHead()
            if !head.isInterim { return head }
        }
    }

    private mutating func anyHead() async throws -> ResponseHead {
        var text = ""
        while true {
            let line = try await line()
            if line.isEmpty { break }
            text += line + "\n"
        }
        return try ResponseHead(parsing: text)
    }

    /// The whole body behind `head`, which must be a short one.
    mutating func body(of head: ResponseHead) async throws -> [UInt8] {
        var body: [UInt8] = []
        // There is no way back from here, so what is used need not be kept.
        try await read(bodyOf: head, into: &body, isKept: false)
        return try Self.decoded(body, head)
    }

    /// The body behind a `head` that refuses the call, or as much of it as comes: a server that has not read a request to
    /// its end may reset the connection.
    mutating func refusal(of head: ResponseHead) async throws -> [UInt8] {
        var body: [UInt8] = []
        do {
            try await read(bodyOf: head, into: &body, isKept: true)
        } catch RemoteError.connectionLost {
            // What it says is worth more than how it ended.
        }
        return try Self.decoded(body, head, mayEndEarly: true)
    }

    private mutating func read(bodyOf head: ResponseHead, into body: inout [UInt8], isKept: Bool) async throws {
        try head.checkCoding(known: Gzip.coding)
        if case .length(let length) = head.framing { try Self.check(length) }
        var decoder = BodyDecoder(head.framing)
        // With its framing.
        var length = 0
        while true {
            if let piece = try decoder.nextPiece() {
                if piece.isEmpty { return }
                try Self.check(body.count + piece.count)
                body += piece
            } else if offset < bytes.count {
                length += bytes.count - offset
                try Self.check(length)
                decoder.append(Array(bytes[offset...]))
                offset = bytes.count
                if !isKept { (bytes, offset) = ([], 0) }
            } else if try await !fill() {
                try decoder.finish()
            }
        }
    }

    private static func decoded(
        _ body: [UInt8], _ head: ResponseHead, mayEndEarly: Bool = false
    ) throws(RemoteError) -> [UInt8] {
        guard head.coding == Gzip.coding, !body.isEmpty else { return body }
        return try Gzip.decode(body, limit: bodyLimit, mayEndEarly: mayEndEarly)
    }

    private static func check(_ length: Int) throws(RemoteError) {
        guard length <= bodyLimit else { throw .badResponse(reason: "the body is longer than \(bodyLimit) bytes") }
    }

    /// The bytes of a head up to the next line feed, without it and a carriage return in front of it.
    private mutating func line() async throws -> String {
        var searched = offset
        while true {
            let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n"))
            // All up to here are heads.
            guard end ?? bytes.count <= Self.headLimit else {
                throw RemoteError.badResponse(reason: "the head is longer than \(Self.headLimit) bytes")
            }
            if let end {
                let line = bytes[offset..<end]
                offset = end + 1
                return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
            }
            searched = bytes.count
            guard try await fill() else { throw RemoteError.connectionLost(reason: "unexpected EOF") }
        }
    }

    /// Reads more; false at the end.
    private mutating func fill() async throws -> Bool {
        let more = try await connection.read()
        bytes += more
        return !more.isEmpty
    }
}
