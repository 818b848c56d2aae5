extension JSONValue {
    /// The value as compact UTF-8 JSON, without a newline at the end.
    ///
    /// `<`, `>`, `&`, U+2028 and U+2029 are escaped, byte for byte as the original's encoder does.
    public func encoded() -> [UInt8] {
        var output: [UInt8] = []
        append(to: &output)
        return output
    }

    /// The value as UTF-8 JSON for people: one member or element a line, without a newline at the end, byte for byte as
    /// Go's `json.MarshalIndent` writes it.
    ///
    /// - Parameter indentation: what stands in front of each level, such as a tab.
    public func encoded(indentation: String) -> [UInt8] {
        var output: [UInt8] = []
        append(to: &output, indentation: Array(indentation.utf8), level: 0)
        return output
    }

    private func append(to output: inout [UInt8], indentation: [UInt8], level: Int) {
        func line(_ level: Int) {
            output.append(UInt8(ascii: "\n"))
            for _ in 0..<level { output.append(contentsOf: indentation) }
        }
        switch self {
        case .array(let values) where !values.isEmpty:
            output.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                line(level + 1)
                value.append(to: &output, indentation: indentation, level: level + 1)
            }
            line(level)
            output.append(UInt8(ascii: "]"))
        case .object(let object) where !object.isEmpty:
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                line(level + 1)
                Self.append(member.key, to: &output)
                output.append(contentsOf: ": ".utf8)
                member.value.append(to: &output, indentation: indentation, level: level + 1)
            }
            line(level)
            output.append(UInt8(ascii: "}"))
        default: append(to: &output)
        }
    }

    private func append(to output: inout [UInt8]) {
        switch self {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let value): output.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let value): output.append(contentsOf: value.text.utf8)
        case .string(let value): Self.append(value, to: &output)
        case .array(let values):
            output.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                value.append(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let object):
            output.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                Self.append(member.key, to: &output)
                output.append(UInt8(ascii: ":"))
                member.value.append(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func append(_ string: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        defer { output.append(UInt8(ascii: "\"")) }
        if string.utf8.allSatisfy(isPlain) { return output.append(contentsOf: string.utf8) }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": output.append(contentsOf: "\\\"".utf8)
            case "\\": output.append(contentsOf: "\\\\".utf8)
            case "\n": output.append(contentsOf: "\\n".utf8)
            case "\r": output.append(contentsOf: "\\r".utf8)
            case "\t": output.append(contentsOf: "\\t".utf8)
            case "\u{08}": output.append(contentsOf: "\\b".utf8)
            case "\u{0C}": output.append(contentsOf: "\\f".utf8)
            case "<", ">", "&", "\u{2028}", "\u{2029}", "\u{00}"..."\u{1F}": appendEscape(scalar, to: &output)
            default: output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    /// Whether a byte can never be, or be part of, something that is escaped. U+2028 and U+2029 begin with 0xE2.
    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): false
        case 0x00..<0x20, 0xE2: false
        default: true
        }
    }

    private static func appendEscape(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
        let hex = String(scalar.value, radix: 16)
        output.append(contentsOf: "\\u".utf8)
        output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - hex.utf8.count))
        output.append(contentsOf: hex.utf8)
    }
}
