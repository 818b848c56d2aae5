/// Reads JSON values that come one after the other in pieces, such as from a pipe.
///
/// Values need nothing between them; white space is skipped. The time is linear in the number of bytes, in whatever
/// pieces they come: each byte is looked at once to find where its value ends, and once to read the value.
///
/// After an error nothing more can be read: where the next value begins is unknown. Every further call throws it again.
public struct JSONValueStream: Sendable {
    /// The most bytes that a value may have unless told otherwise.
    public static let defaultSizeLimit = 1 << 20

    private enum Place {
        /// Between values.
        case outside
        /// In a number, `true`, `false` or `null`.
        case scalar
        /// In an array, an object or a string that is in none (depth 0).
        case nested(depth: Int)
        /// In a string in an array or object, or in none.
        case string(depth: Int, isEscaped: Bool)
    }

    private let sizeLimit: Int
    private var bytes: [UInt8] = []
    /// Where the value that is being read begins in `bytes`.
    private var start = 0
    /// Where the search for its end goes on.
    private var position = 0
    /// How many bytes there were before `bytes`.
    private var dropped = 0
    private var place = Place.outside
    /// Values read by `finish`, not yet handed out, the last one first.
    private var ready: [JSONValue] = []
    private var failure: JSONError?

    /// A stream of values that have at most `sizeLimit` bytes each.
    public init(sizeLimit: Int = defaultSizeLimit) { self.sizeLimit = sizeLimit }

    /// Adds what comes next in the stream. It is kept until it is read, so read before adding more.
    public mutating func append(_ bytes: [UInt8]) {
        guard failure == nil else { return }
        // Only when at least half goes: moving what stays must not cost more than what was read.
        if start > 0, start >= self.bytes.count - start {
            self.bytes.removeFirst(start)
            (dropped, position, start) = (dropped + start, position - start, 0)
        }
        self.bytes += bytes
    }

    /// The next value; nil when it is not complete yet, or there is none.
    ///
    /// A number, `true`, `false` or `null` outside of arrays and objects is complete when something follows that cannot
    /// belong to it, or by `finish`.
    ///
    /// - Throws: `JSONError`, with offsets from the start of the stream; `.tooLong` for a value over the limit.
    public mutating func next() throws(JSONError) -> JSONValue? {
        if let value = ready.popLast() { return value }
        if let failure { throw failure }
        do {
            return try read()
        } catch {
            throw fail(error)
        }
    }

    /// Says that nothing will be added. Values that are complete can still be read.
    ///
    /// - Throws: `JSONError.truncated` when the stream ends inside a value, or what is wrong with a value that has not
    ///   been read yet. Those before it can still be read.
    public mutating func finish() throws(JSONError) {
        if let failure { throw failure }
        var values: [JSONValue] = []
        do throws(JSONError) {
            while let value = try read() { values.append(value) }
            if case .scalar = place { values.append(try complete(at: bytes.count)) }
            guard case .outside = place else { throw .truncated }
        } catch {
            ready = values.reversed() + ready
            throw fail(error)
        }
        ready = values.reversed() + ready
    }

    private mutating func fail(_ error: JSONError) -> JSONError {
        failure = error
        bytes = []
        return error
    }

    // MARK: finding the end

    private mutating func read() throws(JSONError) -> JSONValue? {
        while position < bytes.count {
            if let end = try scan(bytes[position]) { return try complete(at: end) }
        }
        return nil
    }

    /// Looks at one byte; returns where the value ends if it does so here.
    private mutating func scan(_ byte: UInt8) throws(JSONError) -> Int? {
        if case .scalar = place, Self.endsScalar(byte) { return position }
        if case .outside = place, !Self.isWhiteSpace(byte) { start = position }
        position += 1
        switch place {
        case .outside: try begin(byte)
        case .scalar: break
        case .nested(let depth): try nest(byte, depth)
        case .string(let depth, isEscaped: true): place = .string(depth: depth, isEscaped: false)
        case .string(let depth, isEscaped: false):
            if byte == UInt8(ascii: "\\") { place = .string(depth: depth, isEscaped: true) }
            if byte == UInt8(ascii: "\"") { place = .nested(depth: depth) }
        }
        if case .outside = place {
            start = position
            return nil
        }
        guard position - start <= sizeLimit else { throw .tooLong(limit: sizeLimit) }
        if case .nested(depth: 0) = place { return position }
        return nil
    }

    private mutating func begin(_ byte: UInt8) throws(JSONError) {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["): place = .nested(depth: 1)
        case UInt8(ascii: "\""): place = .string(depth: 0, isEscaped: false)
        case _ where Self.isWhiteSpace(byte): break
        case _ where Self.endsScalar(byte): throw .unexpected(byte: byte, offset: dropped + start)
        default: place = .scalar
        }
    }

    private mutating func nest(_ byte: UInt8, _ depth: Int) throws(JSONError) {
        switch byte {
        case UInt8(ascii: "\""): place = .string(depth: depth, isEscaped: false)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < JSONParser.depthLimit else { throw .tooDeep(limit: JSONParser.depthLimit) }
            place = .nested(depth: depth + 1)
        case UInt8(ascii: "}"), UInt8(ascii: "]"): place = .nested(depth: depth - 1)
        default: break
        }
    }

    private static func isWhiteSpace(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D: true
        default: false
        }
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ","),
            UInt8(ascii: ":"), UInt8(ascii: "\""):
            true
        default: isWhiteSpace(byte)
        }
    }

    // MARK: reading

    /// Reads the value from `start` to `end`, and goes on behind it.
    private mutating func complete(at end: Int) throws(JSONError) -> JSONValue {
        // What follows a number or word shows the parser that it is not merely cut off.
        var parser = JSONParser(Array(bytes[start..<min(end + 1, bytes.count)]))
        let value: JSONValue
        do {
            value = try parser.nextValue()
        } catch {
            guard case .unexpected(let byte, let offset) = error else { throw error }
            throw .unexpected(byte: byte, offset: dropped + start + offset)
        }
        guard start + parser.offset == end else {
            let offset = start + parser.offset
            throw .unexpected(byte: bytes[offset], offset: dropped + offset)
        }
        (start, position, place) = (end, end, .outside)
        return value
    }
}
