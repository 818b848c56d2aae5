import CZlib

/// The encoding of bodies that servers call gzip (RFC 1952).
enum Gzip {
    /// Its name in heads.
    static let coding = "gzip"

    /// What zlib is told to expect: its largest window, and nothing but gzip around it.
    private static let windowBits = 16 + MAX_WBITS
    private static let pieceSize = 64 << 10

    /// The content of all members of a body, one behind the other.
    ///
    /// - Parameters:
    ///   - limit: the length in bytes beyond which the content is refused, before it takes the memory.
    ///   - mayEndEarly: whether a body that breaks off stands for the content in front of the break.
    /// - Throws: `RemoteError.badResponse` for a body that is too long, breaks off, or is not gzip.
    static func decode(
        _ encoded: [UInt8], limit: Int, mayEndEarly: Bool = false
    ) throws(RemoteError) -> [UInt8] {
        guard let length = uInt(exactly: encoded.count) else { throw tooLong(limit) }
        var stream = z_stream()
        // zlib notices when a stream moves, so all of its life is behind one pointer.
        return try withUnsafeMutablePointer(to: &stream) { stream throws(RemoteError) in
            let size = Int32(MemoryLayout<z_stream>.size)
            let status = inflateInit2_(stream, windowBits, ZLIB_VERSION, size)
            guard status == Z_OK else { throw failure(status, stream) }
            defer { inflateEnd(stream) }
            return try encoded.withUnsafeBufferPointer { encoded throws(RemoteError) in
                stream.pointee.next_in = encoded.baseAddress
                stream.pointee.avail_in = length
                return try content(of: stream, limit: limit, mayEndEarly: mayEndEarly)
            }
        }
    }

    private static func content(
        of stream: UnsafeMutablePointer<z_stream>, limit: Int, mayEndEarly: Bool
    ) throws(RemoteError) -> [UInt8] {
        var content: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceSize)
        while true {
            let (count, status) = inflate(stream, into: &piece)
            guard content.count + count <= limit else { throw tooLong(limit) }
            content += piece.prefix(count)
            switch status {
            case Z_OK: continue
            case Z_STREAM_END:
                guard stream.pointee.avail_in > 0 else { return content }
                inflateReset(stream)
            case Z_BUF_ERROR:
                // There was room, so what lacks is the rest of the body.
                guard mayEndEarly else { throw .badResponse(reason: "the gzip body breaks off") }
                return content
            default: throw failure(status, stream)
            }
        }
    }

    /// Decodes as much as fits; zlib's status tells how to go on.
    private static func inflate(
        _ stream: UnsafeMutablePointer<z_stream>, into piece: inout [UInt8]
    ) -> (count: Int, status: Int32) {
        piece.withUnsafeMutableBufferPointer { piece in
            stream.pointee.next_out = piece.baseAddress
            stream.pointee.avail_out = uInt(piece.count)
            let status = CZlib.inflate(stream, Z_NO_FLUSH)
            return (piece.count - Int(stream.pointee.avail_out), status)
        }
    }

    private static func tooLong(_ limit: Int) -> RemoteError {
        .badResponse(reason: "the body is longer than \(limit) bytes")
    }

    private static func failure(_ status: Int32, _ stream: UnsafeMutablePointer<z_stream>) -> RemoteError {
        let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(status)"
        return .badResponse(reason: "the body is not gzip: \(reason)")
    }
}
