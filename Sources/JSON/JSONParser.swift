/// Reads JSON values, one after the other, from bytes.
///
/// Invalid UTF-8 and lone surrogates in strings become U+FFFD, as on the original's wire.
public struct JSONParser: Sendable {
    /// Deeper nesting is refused, so that hostile input cannot exhaust the stack.
    public static let depthLimit = 512

    private let bytes: [UInt8]
    /// The offset of the first byte that has not been read.
    public private(set) var offset: Int = 0
    private var depth = 0

    /// A parser at the start of `bytes`.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads the next value and stops right behind it.
    ///
    /// - Throws: `JSONError.empty` when only white space is left, `.truncated` when the input ends inside the value.
    public mutating func nextValue() throws(JSONError) -> JSONValue {
        skipWhiteSpace()
        guard offset < bytes.count else { throw .empty }
        return try value()
    }

    private mutating func value() throws(JSONError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws(JSONError) -> JSONValue {
        try descend()
        var result = JSONObject()
        offset += 1
        skipWhiteSpace()
        if try peek() == UInt8(ascii: "}") { return .object(ascend(result)) }
        while true {
            skipWhiteSpace()
            guard try peek() == UInt8(ascii: "\"") else { throw unexpected() }
            let key = try string()
            skipWhiteSpace()
            try expect(UInt8(ascii: ":"))
            skipWhiteSpace()
            result.append(key, try value())
            skipWhiteSpace()
            if try peek() == UInt8(ascii: "}") { return .object(ascend(result)) }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func array() throws(JSONError) -> JSONValue {
        try descend()
        var result: [JSONValue] = []
        offset += 1
        skipWhiteSpace()
        if try peek() == UInt8(ascii: "]") { return .array(ascend(result)) }
        while true {
            skipWhiteSpace()
            result.append(try value())
            skipWhiteSpace()
            if try peek() == UInt8(ascii: "]") { return .array(ascend(result)) }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<text.utf8CodeUnitCount {
            try expect(text.utf8Start[index])
        }
        return value
    }

    // MARK: numbers

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        if try peek() == UInt8(ascii: "-") { offset += 1 }
        if try peek() == UInt8(ascii: "0") { offset += 1 } else { try digits() }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            try digits()
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            let sign = try peek()
            if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
            try digits()
        }
        return .number(JSONNumber(validated: String(decoding: bytes[start..<offset], as: UTF8.self)))
    }

    private mutating func digits() throws(JSONError) {
        guard Self.isDigit(try peek()) else { throw unexpected() }
        while offset < bytes.count, Self.isDigit(bytes[offset]) { offset += 1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    // MARK: strings

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\""), bytes[offset] != UInt8(ascii: "\\") {
            guard bytes[offset] >= 0x20 else { throw unexpected() }
            offset += 1
        }
        if try peek() == UInt8(ascii: "\"") {
            defer { offset += 1 }
            return String(decoding: bytes[start..<offset], as: UTF8.self)
        }
        return try escapedString(beginning: bytes[start..<offset])
    }

    private mutating func escapedString(beginning: ArraySlice<UInt8>) throws(JSONError) -> String {
        var units = Array(beginning)
        while true {
            let byte = try peek()
            guard byte >= 0x20 else { throw unexpected() }
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"):
                offset += 1
                try escape(into: &units)
            default:
                units.append(byte)
                offset += 1
            }
        }
    }

    private mutating func escape(into units: inout [UInt8]) throws(JSONError) {
        let byte = try peek()
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): units.append(byte)
        case UInt8(ascii: "b"): units.append(0x08)
        case UInt8(ascii: "f"): units.append(0x0C)
        case UInt8(ascii: "n"): units.append(0x0A)
        case UInt8(ascii: "r"): units.append(0x0D)
        case UInt8(ascii: "t"): units.append(0x09)
        case UInt8(ascii: "u"):
            offset += 1
            return units.append(contentsOf: String(try unicodeEscape()).utf8)
        default: throw unexpected()
        }
        offset += 1
    }

    /// Reads the four digits behind `\u`, and a second escape when the first is the half of a pair.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let replacement: Unicode.Scalar = "\u{FFFD}"
        let first = try fourHexDigits()
        guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) ?? replacement }

        let afterFirst = offset
        guard offset + 1 < bytes.count, bytes[offset] == UInt8(ascii: "\\"), bytes[offset + 1] == UInt8(ascii: "u")
        else { return replacement }
        offset += 2
        let second = try fourHexDigits()
        guard (0xDC00...0xDFFF).contains(second) else {
            offset = afterFirst
            return replacement
        }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? replacement
    }

    private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
        var result: UInt32 = 0
        for _ in 0..<4 {
            let byte = try peek()
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { throw unexpected() }
            result = result << 4 | UInt32(digit)
            offset += 1
        }
        return result
    }

    // MARK: bytes

    private func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw .truncated }
        return bytes[offset]
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else { throw unexpected() }
        offset += 1
    }

    private func unexpected() -> JSONError { .unexpected(byte: bytes[offset], offset: offset) }

    private mutating func skipWhiteSpace() {
        while offset < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func descend() throws(JSONError) {
        depth += 1
        guard depth <= Self.depthLimit else { throw .tooDeep(limit: Self.depthLimit) }
    }

    private mutating func ascend<T>(_ value: T) -> T {
        depth -= 1
        offset += 1
        return value
    }
}
