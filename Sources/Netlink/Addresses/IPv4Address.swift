/// An IPv4 address.
public struct IPv4Address: RawRepresentable, Hashable, Sendable {
    /// The 32 bits as a number: 10.0.0.1 is 0x0A000001.
    public let rawValue: UInt32

    /// An address from its 32 bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Reads `a.b.c.d`: four decimal numbers without leading zeros, which some programs take for octal.
    public init?(_ text: some StringProtocol) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard let octet = Self.octet(part) else { return nil }
            bits = bits << 8 | UInt32(octet)
        }
        self.init(rawValue: bits)
    }

    private static func octet(_ digits: some Collection<UInt8>) -> UInt8? {
        guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return UInt8(exactly: value)
    }

    /// The four numbers, in the order in which they are written and sent.
    public var octets: [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) }
    }
}

extension IPv4Address: CustomStringConvertible, Comparable {
    /// `a.b.c.d`.
    public var description: String { octets.map(String.init).joined(separator: ".") }

    /// Orders addresses as numbers.
    public static func < (left: IPv4Address, right: IPv4Address) -> Bool { left.rawValue < right.rawValue }
}
