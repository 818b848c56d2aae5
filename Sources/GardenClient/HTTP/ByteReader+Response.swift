extension ByteReader {
    /// More than any server sends; a limit so that a broken one cannot fill the memory.
    private static let headLimit = 64 << 10
    private static let bodyLimit = 64 << 20

    /// The head of the final response; interim ones are skipped.
    mutating func responseHead() async throws -> ResponseHead {
        while true {
            let head = try await anyResponseHead()
            if !head.isInterim { return head }
        }
    }

    private mutating func anyResponseHead() async throws -> ResponseHead {
        var text = ""
        while true {
            let line = try await line(limit: Self.headLimit)
            if line.isEmpty { break }
            text += line + "\n"
            guard text.utf8.count <= Self.headLimit else {
                throw RemoteError.badResponse(reason: "the head is longer than \(Self.headLimit) bytes")
            }
        }
        return try ResponseHead(parsing: text)
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
        while true {
            let line = try await line(limit: Self.headLimit)
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
        while try await !line(limit: Self.headLimit).isEmpty {}
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
