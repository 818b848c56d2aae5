/// The stream of a process that counts, put together from what came over one connection after the other.
///
/// The lines are numbers of eight digits, one after the other, so that every byte says where in the stream it belongs.
struct CountedStream {
    /// The number of the first line.
    static let first = 10_000_001
    private static let lineLength = 9

    /// How many bytes have come, each counted once.
    private(set) var length = 0
    /// How many came again after a new connection, of each such connection that had any.
    private(set) var repetitions: [Int] = []
    /// Where the next bytes of this connection belong: before `length` while it repeats.
    private var next = 0
    /// What has come since the last connection, as long as its place is not known.
    private var unplaced: [UInt8]?

    /// How many whole lines have come.
    var lines: Int { length / Self.lineLength }

    /// A new connection: what comes next may begin anywhere.
    mutating func reconnected() {
        // Too little to tell its place by itself: either it goes on where the last one ended, or it came twice.
        if let rest = unplaced, isNext(rest) { length += rest.count }
        unplaced = []
    }

    /// The next bytes of the connection.
    ///
    /// - Throws: `CountedStreamError` when something is missing or is not what was written.
    mutating func take(_ bytes: [UInt8]) throws {
        guard let before = unplaced else { return try append(bytes, at: next) }
        let all = before + bytes
        guard let start = Self.place(of: all) else {
            unplaced = all
            return
        }
        unplaced = nil
        guard start <= length else { throw CountedStreamError.missing(from: length, to: start) }
        if start < length { repetitions.append(length - start) }
        try append(all, at: start)
    }

    /// The stream has ended: what could not be placed is its end.
    mutating func ended() throws {
        guard let rest = unplaced, !rest.isEmpty else { return }
        unplaced = nil
        try append(rest, at: length)
    }

    private func isNext(_ bytes: [UInt8]) -> Bool {
        bytes.enumerated().allSatisfy { $0.element == Self.byte(at: length + $0.offset) }
    }

    private mutating func append(_ bytes: [UInt8], at start: Int) throws {
        for (index, byte) in bytes.enumerated() where byte != Self.byte(at: start + index) {
            throw CountedStreamError.wrong(
                at: start + index, String(decoding: bytes[index...].prefix(40), as: UTF8.self))
        }
        next = start + bytes.count
        length = max(length, next)
    }

    /// Where in the stream `bytes` begin, by the first whole line in them.
    private static func place(of bytes: [UInt8]) -> Int? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = bytes[(end + 1)...].prefix(lineLength)
        guard line.count == lineLength, let number = Int(String(decoding: line.dropLast(), as: UTF8.self)) else {
            return nil
        }
        return (number - first) * lineLength - (end + 1)
    }

    private static func byte(at position: Int) -> UInt8 {
        let (line, column) = position.quotientAndRemainder(dividingBy: lineLength)
        if column == lineLength - 1 { return UInt8(ascii: "\n") }
        var number = first + line
        for _ in column..<(lineLength - 2) { number /= 10 }
        return UInt8(ascii: "0") + UInt8(number % 10)
    }
}

enum CountedStreamError: Error, Equatable {
    /// Bytes that never came.
    case missing(from: Int, to: Int)
    /// Bytes that do not belong there.
    case wrong(at: Int, String)
}
