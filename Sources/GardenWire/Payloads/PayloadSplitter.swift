/// Cuts a stream of bytes into JSON values, wherever the packets end.
///
/// Values need no white space between them. Only the bounds of a value are found here; whether it is JSON throughout
/// turns out when it is parsed. The bytes of a value that is not complete yet are kept, up to a limit.
public struct PayloadSplitter: Sendable {
    /// What the stream holds next.
    public enum Piece: Hashable, Sendable {
        /// The text of one value.
        case value([UInt8])
        /// No value begins here, or it is longer than the limit. Nothing after this can be read.
        case unreadable
    }

    /// Longest value by default: room for any payload that clients make, and little enough to keep in memory.
    public static let standardLimit = 16 * 1024 * 1024

    private enum Position {
        case betweenValues
        /// Inside an object or array; `depth` of them are open.
        case nested(depth: Int)
        /// Inside a string, with `depth` objects and arrays open around it.
        case text(depth: Int, escaped: Bool)
        /// Inside a number, `true`, `false` or `null`.
        case word
        case lost
    }

    private let limit: Int
    private var bytes: [UInt8] = []
    /// Where the value begins that is being read.
    private var start = 0
    /// The first byte that was not looked at yet.
    private var next = 0
    private var position = Position.betweenValues

    /// A splitter at the start of a stream that refuses values of more than `limit` bytes.
    public init(limit: Int = standardLimit) { self.limit = limit }

    /// Takes the stream's next bytes. Ask `nextPiece()` until it has no more before giving it further ones.
    public mutating func append(_ more: some Sequence<UInt8>) {
        bytes.removeFirst(start)
        (next, start) = (next - start, 0)
        bytes.append(contentsOf: more)
    }

    /// The next value, or nil when more bytes are needed.
    public mutating func nextPiece() -> Piece? {
        while next < bytes.count {
            if case .text(_, escaped: false) = position { skipText() }
            if next < bytes.count, let piece = step(bytes[next]) { return piece }
            if next - start > limit { position = .lost }
        }
        if case .lost = position { return .unreadable }
        // An idle connection keeps no room for the long value it once had.
        if start == bytes.count { (bytes, start, next) = ([], 0, 0) }
        return nil
    }

    /// Passes over the bytes of a string that mean nothing here: most of all that is ever sent.
    private mutating func skipText() {
        let rest = bytes[next...]
        next = rest.firstIndex { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") } ?? bytes.count
    }

    /// Looks at one byte, and takes it unless it belongs to what follows.
    private mutating func step(_ byte: UInt8) -> Piece? {
        switch position {
        case .lost: return .unreadable
        case .betweenValues:
            begin(byte)
        case .word:
            guard Self.isWord(byte) else { return take() }
            next += 1
        case .text(let depth, let escaped):
            next += 1
            if escaped {
                position = .text(depth: depth, escaped: false)
            } else if byte == UInt8(ascii: "\\") {
                position = .text(depth: depth, escaped: true)
            } else if byte == UInt8(ascii: "\"") {
                return leave(depth: depth)
            }
        case .nested(let depth):
            next += 1
            switch byte {
            case UInt8(ascii: "\""): position = .text(depth: depth, escaped: false)
            case UInt8(ascii: "{"), UInt8(ascii: "["): position = .nested(depth: depth + 1)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): return leave(depth: depth - 1)
            default: break
            }
        }
        return nil
    }

    private mutating func begin(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
            next += 1
            start = next
            return
        case UInt8(ascii: "{"), UInt8(ascii: "["): position = .nested(depth: 1)
        case UInt8(ascii: "\""): position = .text(depth: 0, escaped: false)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "t"), UInt8(ascii: "f"),
            UInt8(ascii: "n"):
            position = .word
        default:
            position = .lost
            return
        }
        next += 1
    }

    private mutating func leave(depth: Int) -> Piece? {
        guard depth > 0 else { return take() }
        position = .nested(depth: depth)
        return nil
    }

    private mutating func take() -> Piece {
        guard next - start <= limit else {
            position = .lost
            return .unreadable
        }
        defer { (start, position) = (next, .betweenValues) }
        return .value(Array(bytes[start..<next]))
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
