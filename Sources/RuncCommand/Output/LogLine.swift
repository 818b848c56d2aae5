/// One line of a log in the text format of Go's logrus: `name=value` with blanks between, values quoted as Go does it
/// (strconv.Quote) when they are not plain.
struct LogLine {
    private var rest: ArraySlice<UInt8>

    /// The fields of `line`, of those with the same name the last; nil when it has not that form.
    static func fields(in line: ArraySlice<UInt8>) -> [String: String]? {
        var reader = LogLine(rest: line)
        var fields: [String: String] = [:]
        reader.skipBlanks()
        while !reader.rest.isEmpty {
            guard let (name, value) = reader.field() else { return nil }
            fields[name] = value
            reader.skipBlanks()
        }
        return fields
    }

    private mutating func skipBlanks() { rest = rest.drop(while: RuntimeText.isBlank) }

    private mutating func field() -> (name: String, value: String)? {
        let name = rest.prefix { !RuntimeText.isBlank($0) && $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "\"") }
        rest = rest[name.endIndex...]
        guard !name.isEmpty, rest.popFirst() == UInt8(ascii: "="), let value = value() else { return nil }
        return (String(decoding: name, as: UTF8.self), value)
    }

    private mutating func value() -> String? {
        guard rest.first == UInt8(ascii: "\"") else {
            let plain = rest.prefix { !RuntimeText.isBlank($0) }
            rest = rest[plain.endIndex...]
            return String(decoding: plain, as: UTF8.self)
        }
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return isAtEnd ? String(decoding: bytes, as: UTF8.self) : nil
            case UInt8(ascii: "\\"):
                guard let escaped = escape() else { return nil }
                bytes += escaped
            default: bytes.append(byte)
            }
        }
        return nil
    }

    /// Whether a field may end here.
    private var isAtEnd: Bool { rest.first.map(RuntimeText.isBlank) ?? true }

    /// What stands behind a backslash (The Go Programming Language Specification, Rune literals).
    private mutating func escape() -> [UInt8]? {
        switch rest.popFirst() {
        case UInt8(ascii: "a"): [0x07]
        case UInt8(ascii: "b"): [0x08]
        case UInt8(ascii: "f"): [0x0C]
        case UInt8(ascii: "n"): [0x0A]
        case UInt8(ascii: "r"): [0x0D]
        case UInt8(ascii: "t"): [0x09]
        case UInt8(ascii: "v"): [0x0B]
        case UInt8(ascii: "\\"): [UInt8(ascii: "\\")]
        case UInt8(ascii: "\""): [UInt8(ascii: "\"")]
        // A byte, and not a character: that is how Go shows what is no UTF-8.
        case UInt8(ascii: "x"): hexadecimal(digits: 2).map { [UInt8(truncatingIfNeeded: $0)] }
        case UInt8(ascii: "u"): character(digits: 4)
        case UInt8(ascii: "U"): character(digits: 8)
        default: nil
        }
    }

    private mutating func character(digits: Int) -> [UInt8]? {
        hexadecimal(digits: digits).flatMap(Unicode.Scalar.init).map { Array(String($0).utf8) }
    }

    private mutating func hexadecimal(digits: Int) -> UInt32? {
        var number: UInt32 = 0
        for _ in 0..<digits {
            guard let byte = rest.popFirst(), byte < 0x80,
                let digit = Character(Unicode.Scalar(byte)).hexDigitValue
            else { return nil }
            number = number << 4 | UInt32(digit)
        }
        return number
    }
}
