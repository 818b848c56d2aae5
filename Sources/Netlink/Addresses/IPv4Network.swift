/// A block of IPv4 addresses that share their first bits (RFC 4632).
public struct IPv4Network: Hashable, Sendable {
    /// The lowest address.
    public let base: IPv4Address
    /// How many leading bits are shared: 0 to 32.
    public let prefixLength: Int

    /// The block of `2^(32 - prefixLength)` addresses around `address`; nil when the length is not within 0 to 32.
    public init?(around address: IPv4Address, prefixLength: Int) {
        guard (0...32).contains(prefixLength) else { return nil }
        base = IPv4Address(rawValue: address.rawValue & Self.mask(prefixLength))
        self.prefixLength = prefixLength
    }

    /// Reads `a.b.c.d/n`; bits of the address beyond the first n are dropped.
    public init?(_ text: some StringProtocol) {
        guard let block = Self.parse(text) else { return nil }
        self = block.network
    }

    /// Reads `a.b.c.d/n` into the block and the address as it was written.
    public static func parse(_ text: some StringProtocol) -> (address: IPv4Address, network: IPv4Network)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPv4Address(parts[0]),
            (1...2).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let length = Int(parts[1]), let network = IPv4Network(around: address, prefixLength: length)
        else { return nil }
        return (address, network)
    }

    private static func mask(_ length: Int) -> UInt32 { length == 0 ? 0 : ~0 << UInt32(32 - length) }

    /// The highest address: the broadcast address, where there is one.
    public var last: IPv4Address { IPv4Address(rawValue: base.rawValue | ~Self.mask(prefixLength)) }

    /// How many addresses there are.
    public var size: Int { 1 << (32 - prefixLength) }

    /// Whether `address` is one of them.
    public func contains(_ address: IPv4Address) -> Bool { base <= address && address <= last }

    /// Whether there is an address that both blocks have.
    public func overlaps(_ other: IPv4Network) -> Bool { contains(other.base) || other.contains(base) }
}

extension IPv4Network: CustomStringConvertible {
    /// `a.b.c.d/n`.
    public var description: String { "\(base)/\(prefixLength)" }
}
