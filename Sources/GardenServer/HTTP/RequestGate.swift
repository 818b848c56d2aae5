import NIOCore

/// Lets a parser have exactly one request, and keeps what follows.
///
/// Behind a Run request come bytes that are no HTTP, often in the same packet, and the parser would choke on them. It
/// takes all it is given, so it is given pieces that end where a request may end: behind a blank line, as heads and
/// chunked bodies do, or after as many bytes as the head announced.
struct RequestGate: Sendable {
    private enum Part {
        /// Where the request ends only the parser knows, but it is behind a blank line.
        case untilBlankLine(lineIsEmpty: Bool)
        /// So many bytes of body are missing.
        case counted(Int)
    }

    private var part = Part.untilBlankLine(lineIsEmpty: false)

    /// A gate before a request's first byte.
    init() {}

    /// The head is complete and announces a body of `length` bytes; nil: one that ends with a blank line, or none.
    mutating func headEnds(length: Int?) {
        guard let length, length > 0 else {
            part = .untilBlankLine(lineIsEmpty: false)
            return
        }
        part = .counted(length)
    }

    /// The request is complete.
    mutating func requestEnds() { self = RequestGate() }

    /// The next piece for the parser; nil when there is none.
    mutating func nextPiece(of bytes: inout ByteBuffer) -> ByteBuffer? {
        guard bytes.readableBytes > 0 else { return nil }
        switch part {
        case .counted(let missing):
            let count = min(missing, bytes.readableBytes)
            part = .counted(missing - count)
            return bytes.readSlice(length: count)
        case .untilBlankLine(var lineIsEmpty):
            let count = Self.lengthThroughBlankLine(bytes.readableBytesView, &lineIsEmpty)
            part = .untilBlankLine(lineIsEmpty: lineIsEmpty)
            return bytes.readSlice(length: count)
        }
    }

    /// How many bytes there are up to a blank line and with it, or all. Carriage returns do not make a line full.
    private static func lengthThroughBlankLine(_ view: ByteBufferView, _ lineIsEmpty: inout Bool) -> Int {
        view.withUnsafeBytes { bytes in
            for (index, byte) in bytes.enumerated() {
                switch byte {
                case UInt8(ascii: "\n"):
                    if lineIsEmpty { return index + 1 }
                    lineIsEmpty = true
                case UInt8(ascii: "\r"): break
                default: lineIsEmpty = false
                }
            }
            return bytes.count
        }
    }
}
