/// Reads lines and counted bytes from a connection.
///
/// What it has taken from the connection and not used must be put back at the end: `putBack`.
struct ByteReader {
    private let connection: Connection
    private var bytes: [UInt8] = []
    private var offset = 0

    init(_ connection: Connection) { self.connection = connection }

    private var unread: ArraySlice<UInt8> { bytes[offset...] }

    /// Gives the connection back what was not used.
    mutating func putBack() {
        connection.putBack(Array(unread))
        (bytes, offset) = ([], 0)
    }

    /// Gives the connection back all that was read since the last `putBack`.
    mutating func rewind() {
        offset = 0
        putBack()
    }

    /// The next bytes, whatever their number; none at the end.
    mutating func some() async throws -> ArraySlice<UInt8> {
        if unread.isEmpty { _ = try await fill() }
        defer { offset = bytes.count }
        return unread
    }

    /// The bytes up to the next line feed, without it and a carriage return in front of it.
    mutating func line(limit: Int) async throws -> String {
        var searched = offset
        while true {
            if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = bytes[offset..<end]
                offset = end + 1
                return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
            }
            guard unread.count <= limit else {
                throw RemoteError.badResponse(reason: "a line is longer than \(limit) bytes")
            }
            searched = bytes.count
            guard try await fill() else { throw RemoteError.connectionLost(reason: "unexpected EOF") }
        }
    }

    /// Exactly `count` bytes.
    mutating func exactly(_ count: Int) async throws -> [UInt8] {
        while unread.count < count {
            guard try await fill() else { throw RemoteError.connectionLost(reason: "unexpected EOF") }
        }
        defer { offset += count }
        return Array(unread.prefix(count))
    }

    /// Reads more; false at the end.
    private mutating func fill() async throws -> Bool {
        let more = try await connection.read()
        bytes += more
        return !more.isEmpty
    }
}
