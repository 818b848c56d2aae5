/// Which texts are IP addresses: dotted IPv4 without leading zeros, and IPv6 (RFC 4291 section 2.2) without a zone.
enum IPAddressText {
    /// The one way to write the address `text`: IPv6 as RFC 5952 has it, and an IPv4 address in IPv6 clothes as IPv4.
    ///
    /// - Returns: nil when it is no address.
    static func canonical(_ text: String) -> String? {
        let bytes = Substring(text).utf8
        guard bytes.contains(UInt8(ascii: ":")) else { return octets(bytes).map { _ in text } }
        return groups(ofIPv6: bytes).map(written)
    }

    // MARK: reading

    private static func octets(_ text: Substring.UTF8View) -> [UInt16]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let octets = parts.compactMap(octet)
        return parts.count == 4 && octets.count == 4 ? octets : nil
    }

    private static func octet(_ text: Substring.UTF8View) -> UInt16? {
        guard (1...3).contains(text.count), text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        if text.count > 1, text.first == UInt8(ascii: "0") { return nil }
        let value = text.reduce(0) { $0 * 10 + UInt16($1 - 0x30) }
        return value <= 255 ? value : nil
    }

    /// `::` stands for at least one group, and may be there once.
    private static func groups(ofIPv6 text: Substring.UTF8View) -> [UInt16]? {
        guard let gap = firstDoubleColon(in: text) else {
            return groups(text, ipv4AtEnd: true).flatMap { $0.count == 8 ? $0 : nil }
        }
        let before = text[..<gap]
        let after = text[text.index(gap, offsetBy: 2)...]
        guard firstDoubleColon(in: after) == nil,
            let head = before.isEmpty ? [] : groups(before, ipv4AtEnd: false),
            let tail = after.isEmpty ? [] : groups(after, ipv4AtEnd: true),
            head.count + tail.count <= 7
        else { return nil }
        return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    private static func firstDoubleColon(in text: Substring.UTF8View) -> Substring.UTF8View.Index? {
        zip(text.indices, text.indices.dropFirst()).first { first, second in
            text[first] == UInt8(ascii: ":") && text[second] == UInt8(ascii: ":")
        }?.0
    }

    /// The 16-bit groups of `text`; nil when it is no list of them.
    private static func groups(_ text: Substring.UTF8View, ipv4AtEnd: Bool) -> [UInt16]? {
        var parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var end: [UInt16] = []
        if ipv4AtEnd, let last = parts.last, last.contains(UInt8(ascii: ".")) {
            guard let octets = octets(last) else { return nil }
            parts.removeLast()
            end = [octets[0] << 8 | octets[1], octets[2] << 8 | octets[3]]
        }
        let groups = parts.compactMap(group)
        return groups.count == parts.count ? groups + end : nil
    }

    private static func group(_ text: Substring.UTF8View) -> UInt16? {
        guard (1...4).contains(text.count), text.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") })
        else { return nil }
        return UInt16(Substring(text), radix: 16)
    }

    // MARK: writing

    private static func written(_ groups: [UInt16]) -> String {
        if groups.prefix(6).elementsEqual([0, 0, 0, 0, 0, 0xffff]) {
            return groups.suffix(2).flatMap { [$0 >> 8, $0 & 0xff] }.map(String.init).joined(separator: ".")
        }
        func joined(_ groups: some Sequence<UInt16>) -> String {
            groups.map { String($0, radix: 16) }.joined(separator: ":")
        }
        guard let zeros = longestZeros(in: groups) else { return joined(groups) }
        return joined(groups[..<zeros.lowerBound]) + "::" + joined(groups[zeros.upperBound...])
    }

    /// The first of the longest runs of at least two zeros.
    private static func longestZeros(in groups: [UInt16]) -> Range<Int>? {
        var longest: Range<Int>?
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > max(longest?.count ?? 0, 1) { longest = start..<index }
            start = index + 1
        }
        return longest
    }
}
