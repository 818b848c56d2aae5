/// Text as Go's programs quote it.
enum GoText {
    /// A field of a logrus record: quoted unless it is made of harmless characters alone.
    static func field(_ text: String) -> String {
        let isHarmless = !text.isEmpty && text.utf8.allSatisfy(isHarmless)
        return isHarmless ? text : quoted(text)
    }

    /// As `%q` does it.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                let code = String(scalar.value, radix: 16)
                let isControl = scalar.value < 0x20 || scalar.value == 0x7F
                result += isControl ? "\\x" + (code.utf8.count < 2 ? "0" : "") + code : String(scalar)
            }
        }
        return result + "\""
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._/@^+".utf8.contains(byte)
        }
    }
}
