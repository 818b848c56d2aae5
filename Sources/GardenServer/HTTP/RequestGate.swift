import NIOCore

/// Lets a parser have exactly one request, and keeps what follows.
///
/// Behind a Run request come bytes that are no HTTP, often in the same packet, and the parser would choke on them. It
/// takes all it is given, so it is given pieces that end where a request may end: behind a blank line, as heads and
/// trailers do, or after as many bytes as the head announced. The chunks of a body pass whole, whatever they hold.
struct RequestGate: Sendable {
    private enum Part {
        /// Empty lines before a request mean nothing, and the parser does not get them.
        case beforeHead
        /// Where the request ends only the parser knows, but it is behind a blank line.
        case untilBlankLine(lineIsEmpty: Bool)
        /// So many bytes of body are missing.
        case counted(Int)
        /// The body's chunks.
        case chunks(ChunkWalk)
    }

    private var part = Part.beforeHead

    /// A gate before a request's first byte.
    init() {}

    /// The head is complete and announces a body of `length` bytes, or one in chunks, or none.
    mutating func headEnds(length: Int?, isChunked: Bool) {
        if isChunked {
            part = .chunks(ChunkWalk())
        } else if let length, length > 0 {
            part = .counted(length)
        } else {
            part = .untilBlankLine(lineIsEmpty: false)
        }
    }

    /// The request is complete.
    mutating func requestEnds() { self = RequestGate() }

    /// The next piece for the parser, never empty; nil when there is none.
    mutating func nextPiece(of bytes: inout ByteBuffer) -> ByteBuffer? {
        if case .beforeHead = part {
            bytes.moveReaderIndex(forwardBy: Self.lengthOfEmptyLines(bytes.readableBytesView))
        }
        guard bytes.readableBytes > 0 else { return nil }
        return bytes.readSlice(length: advance(over: bytes.readableBytesView))
    }

    /// How many of the bytes, of which there are some, the next piece has.
    private mutating func advance(over view: ByteBufferView) -> Int {
        switch part {
        case .beforeHead:
            part = .untilBlankLine(lineIsEmpty: false)
            return advance(over: view)
        case .counted(let missing):
            let count = min(missing, view.count)
            // If the parser did not agree that the body ends there, only it would know where.
            part = count < missing ? .counted(missing - count) : .untilBlankLine(lineIsEmpty: true)
            return count
        case .chunks(var walk):
            let count = walk.advance(over: view)
            part = walk.isOver ? .untilBlankLine(lineIsEmpty: true) : .chunks(walk)
            return count
        case .untilBlankLine(var lineIsEmpty):
            let count = Self.lengthThroughBlankLine(view, &lineIsEmpty)
            part = .untilBlankLine(lineIsEmpty: lineIsEmpty)
            return count
        }
    }

    private static func lengthOfEmptyLines(_ view: ByteBufferView) -> Int {
        view.withUnsafeBytes { bytes in
            bytes.firstIndex { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") } ?? bytes.count
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
