extension ByteReader {
    /// More than any server sends; a limit so that a broken one cannot fill the memory.
    private static let headLimit = 64 << 10
    private static let bodyLimit = 64 << 20

    /// The head of the final response; interim ones are skipped.
    mutating func responseHead() async throws -> ResponseHead {
        var room = Self.headLimit
        while true {
            let head = try ResponseHead(parsing: try await lines(&room))
            if !head.isInterim { return head }
        }
    }

    /// The lines up to an empty one, which take from `room` what they need: interim heads and trailers may go on for
    /// ever.
    private mutating func lines(_ room: inout Int) async throws -> String {
        var text = ""
        while true {
            let line = try await line(limit: Self.headLimit)
            if line.isEmpty { return text }
            text += line + "\n"
            room -= line.utf8.count + 1
            guard room >= 0 else {
                throw RemoteError.badResponse(reason: "the head is longer than \(Self.headLimit) bytes")
            }
        }
    }

    /// The body behind a head.
    mutating func body(_ framing: ResponseHead.Framing) async throws -> [UInt8] {
        switch framing {
        case .length(let length):
            try Self.check(length)
            return try await exactly(length)
        case .chunked: return try await chunkedBody()
        case .untilClose: return try await rest()
        }
    }

    private mutating func chunkedBody() async throws -> [UInt8] {
        var body: [UInt8] = []
        // What surrounds the chunks is kept as long as they are, and may be much more.
        var framing = 0
        while true {
            let line = try await line(limit: Self.headLimit)
            framing += line.utf8.count
            try Self.check(framing)
            let size = line.prefix { $0 != ";" && $0 != " " }
            guard let size = Int(size, radix: 16), size >= 0 else {
                throw RemoteError.badResponse(reason: "'\(line.prefix(20))' is no size of a chunk")
            }
            if size == 0 { break }
            try Self.check(size)
            try Self.check(body.count + size)
            body += try await exactly(size)
            guard try await self.line(limit: 2).isEmpty else {
                throw RemoteError.badResponse(reason: "a chunk is longer than its size")
            }
        }
        var room = Self.headLimit
        _ = try await lines(&room)
        return body
    }

    private mutating func rest() async throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let more = try await some()
            if more.isEmpty { return body }
            body += more
            try Self.check(body.count)
        }
    }

    private static func check(_ length: Int) throws(RemoteError) {
        guard length <= bodyLimit else { throw .badResponse(reason: "the body is longer than \(bodyLimit) bytes") }
    }
}
