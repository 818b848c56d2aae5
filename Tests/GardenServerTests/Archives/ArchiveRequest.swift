import GuardianTestSupport

/// Requests of the tests about archives, and what comes back.
enum ArchiveRequest {
    /// The head of a StreamIn.
    static func put(_ framing: String, version: String = "1.1") -> String {
        "PUT /containers/h/files?destination=%2Fa+b&user=alice HTTP/\(version)\r\nHost: api\r\n"
            + "Content-Type: application/x-tar\r\n\(framing)\r\n"
    }

    /// A StreamOut.
    static func get(version: String = "1.1", header: String = "") -> String {
        "GET /containers/h/files?source=%2Fa%2F&user=bob HTTP/\(version)\r\nHost: api\r\n\(header)\r\n"
    }

    static let ping = "GET /ping HTTP/1.1\r\nHost: api\r\n\r\n"

    /// Joins the chunks of a body.
    ///
    /// - Returns: what they hold, and what follows the last chunk; nil when the body breaks off before it.
    static func join(_ body: [UInt8]) -> (bytes: [UInt8], rest: [UInt8]?) {
        var (rest, bytes) = (body[...], [UInt8]())
        while let end = rest.firstIndex(of: UInt8(ascii: "\r")) {
            guard let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) else { break }
            let data = rest.dropFirst(end - rest.startIndex + 2)
            guard data.count >= size + 2 else { return (bytes + data, nil) }
            bytes += data.prefix(size)
            rest = data.dropFirst(size + 2)
            if size == 0 { return (bytes, Array(rest)) }
        }
        return (bytes, nil)
    }
}

extension ServerFixture {
    /// Has so many pings answered one after the other, so that the server has had its turns meanwhile.
    func ping(times: Int) async throws {
        let client = try await connect()
        for _ in 0..<times {
            try await client.send(ArchiveRequest.ping)
            _ = await client.response()
        }
        await client.close()
    }

    /// Waits for a line in the log.
    func waitForLog(_ text: String) async { await log.lines.wait { $0.contains { $0.contains(text) } } }
}
