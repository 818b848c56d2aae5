/// Which texts are IP addresses: dotted IPv4 without leading zeros, and IPv6 (RFC 4291 section 2.2) without a zone.
enum IPAddressText {
    static func isValid(_ text: String) -> Bool {
        let bytes = Substring(text).utf8
        return bytes.contains(UInt8(ascii: ":")) ? isIPv6(bytes) : isIPv4(bytes)
    }

    private static func isIPv4(_ text: Substring.UTF8View) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy(isOctet)
    }

    private static func isOctet(_ text: Substring.UTF8View) -> Bool {
        guard (1...3).contains(text.count), text.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        if text.count > 1, text.first == UInt8(ascii: "0") { return false }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
    }

    /// `::` stands for at least one group, and may be there once.
    private static func isIPv6(_ text: Substring.UTF8View) -> Bool {
        guard let gap = firstDoubleColon(in: text) else { return groups(text, ipv4AtEnd: true) == 8 }
        let before = text[..<gap]
        let after = text[text.index(gap, offsetBy: 2)...]
        guard firstDoubleColon(in: after) == nil,
            let head = before.isEmpty ? 0 : groups(before, ipv4AtEnd: false),
            let tail = after.isEmpty ? 0 : groups(after, ipv4AtEnd: true)
        else { return false }
        return head + tail <= 7
    }

    private static func firstDoubleColon(in text: Substring.UTF8View) -> Substring.UTF8View.Index? {
        zip(text.indices, text.indices.dropFirst()).first { first, second in
            text[first] == UInt8(ascii: ":") && text[second] == UInt8(ascii: ":")
        }?.0
    }

    /// How many 16-bit groups `text` has; nil when it is no list of them.
    private static func groups(_ text: Substring.UTF8View, ipv4AtEnd: Bool) -> Int? {
        var parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = 0
        if ipv4AtEnd, let last = parts.last, last.contains(UInt8(ascii: ".")) {
            guard isIPv4(last) else { return nil }
            parts.removeLast()
            count = 2
        }
        return parts.allSatisfy(isGroup) ? count + parts.count : nil
    }

    private static func isGroup(_ text: Substring.UTF8View) -> Bool {
        (1...4).contains(text.count)
            && text.allSatisfy { byte in (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20) }
    }
}
