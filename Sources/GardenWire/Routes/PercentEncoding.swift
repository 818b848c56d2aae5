/// Percent escapes (RFC 3986 section 2.1).
enum PercentEncoding {
    /// Whether `+` stands for a space: in queries, not in paths.
    enum Plus {
        case literal
        case space
    }

    /// The text with every byte escaped that is not unreserved, and a space as `plus` says.
    static func encode(_ text: String, plus: Plus = .literal) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) {
                result.append(byte)
            } else if byte == UInt8(ascii: " "), plus == .space {
                result.append(UInt8(ascii: "+"))
            } else {
                result += [UInt8(ascii: "%"), hexDigit(byte >> 4), hexDigit(byte & 0xF)]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The unescaped text; nil when an escape is broken or the bytes are not UTF-8.
    static func decode(_ text: Substring) -> String? {
        decodeBytes(text, plus: .literal).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The unescaped text of a form's field, in which `+` is a space and bytes that are not UTF-8 become U+FFFD, as
    /// everywhere in the API; nil when an escape is broken.
    static func decodeField(_ text: Substring) -> String? {
        decodeBytes(text, plus: .space).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func decodeBytes(_ text: Substring, plus: Plus) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
                    return nil
                }
                result.append(high << 4 | low)
            case UInt8(ascii: "+") where plus == .space: result.append(UInt8(ascii: " "))
            default: result.append(byte)
            }
        }
        return result
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x41 + value - 10 }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
