import NIOCore

extension ByteBuffer {
    /// Writes `bytes` as a chunk of a chunked body (RFC 9112 section 7.1); no bytes are the last chunk, which ends it.
    mutating func writeChunk(_ bytes: [UInt8]) {
        reserveCapacity(minimumWritableBytes: bytes.count + 24)
        writeString(String(bytes.count, radix: 16))
        writeStaticString("\r\n")
        writeBytes(bytes)
        writeStaticString("\r\n")
    }
}
