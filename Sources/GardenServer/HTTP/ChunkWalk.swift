import NIOCore

/// Finds the last chunk of a chunked body without looking at what the chunks hold.
///
/// Errors are the parser's to report: at a line that is not a chunk's the walk is over.
struct ChunkWalk: Sendable {
    private enum Place {
        /// Within the digits of a chunk's size, of which those before make `size`; nil: at the first of them.
        case size(Int?)
        /// Behind the digits, on the same line.
        case extensions(size: Int)
        /// So many bytes of the chunk are missing.
        case data(Int)
        /// Behind the chunk's bytes, before the line's end.
        case dataEnd
        case over
    }

    private var place = Place.size(nil)

    /// A walk before the first chunk.
    init() {}

    /// Whether the last chunk's line is complete, or a line is not a chunk's.
    var isOver: Bool {
        if case .over = place { true } else { false }
    }

    /// Goes on over `view`.
    ///
    /// - Returns: how many bytes the walk went over; all, unless it is over.
    mutating func advance(over view: ByteBufferView) -> Int {
        view.withUnsafeBytes { bytes in
            var index = 0
            while index < bytes.count, !isOver {
                if case .data(let missing) = place {
                    let count = min(missing, bytes.count - index)
                    place = count < missing ? .data(missing - count) : .dataEnd
                    index += count
                } else {
                    place = next(bytes[index])
                    index += 1
                }
            }
            return index
        }
    }

    /// The place behind `byte`, which is none of a chunk's.
    private func next(_ byte: UInt8) -> Place {
        switch (place, byte) {
        case (.size(let size?), UInt8(ascii: ";")), (.size(let size?), UInt8(ascii: "\r")):
            .extensions(size: size)
        case (.size(let size?), UInt8(ascii: "\n")), (.extensions(let size), UInt8(ascii: "\n")):
            size > 0 ? .data(size) : .over
        case (.size(let size), _):
            Self.value(of: byte).map { .size(Self.appending($0, to: size ?? 0)) } ?? .over
        case (.extensions, _): place
        case (.dataEnd, UInt8(ascii: "\r")): .dataEnd
        case (.dataEnd, UInt8(ascii: "\n")): .size(nil)
        case (.dataEnd, _), (.data, _), (.over, _): .over
        }
    }

    private static func value(of digit: UInt8) -> Int? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): Int(digit - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): Int(digit - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// More than can be counted is more than will ever come.
    private static func appending(_ digit: Int, to size: Int) -> Int {
        size > Int.max >> 4 ? .max : size << 4 | digit
    }
}
