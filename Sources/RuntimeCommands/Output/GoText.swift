import Linux
import SystemPackage

/// Text as Go's programs quote it.
enum GoText {
    /// A field of a logrus record: quoted unless it is made of harmless characters alone.
    static func field(_ text: String) -> String { text.utf8.allSatisfy(isHarmless) ? text : quoted(text) }

    /// As `%q` does it.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if let letter = letters[scalar] {
                result += "\\" + letter
            } else if scalar.value < 0x20 || scalar.value == 0x7F {
                result += "\\x" + hexadecimal(scalar, digits: 2)
            } else if isInvisible(scalar) {
                result += "\\u" + hexadecimal(scalar, digits: 4)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// The C library's words for an error number, as Go writes them: without a capital.
    static func words(_ errno: Errno) -> String {
        let words = errno.description
        return words.prefix(1).lowercased() + words.dropFirst()
    }

    private static let letters: [Unicode.Scalar: String] = [
        "\"": "\"", "\\": "\\", "\n": "n", "\r": "r", "\t": "t", "\u{7}": "a", "\u{8}": "b", "\u{C}": "f",
        "\u{B}": "v",
    ]

    private static func hexadecimal(_ scalar: Unicode.Scalar, digits: Int) -> String {
        let text = String(scalar.value, radix: 16)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    /// Controls, marks of direction, and spaces other than the space.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x80...0xA0, 0xAD, 0x2000...0x200F, 0x2028...0x202F, 0x205F...0x206F, 0x3000, 0xFEFF: true
        default: false
        }
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._/@^+".utf8.contains(byte)
        }
    }
}

extension GoText {
    /// How a program ended, in the words of Go's `os/exec`.
    static func exit(_ status: ExitStatus) -> String {
        switch status {
        case .exited(let code): "exit status \(code)"
        case .signalled(let signal): "signal: \(signal.rawValue)"
        }
    }
}
