/// The address of an Ethernet interface.
public struct HardwareAddress: Sendable, Hashable {
    /// What derived addresses begin with: it claims no maker (the locally administered bit is set, the multicast bit is
    /// not), and other container networks use it in the same way.
    private static let prefix: [UInt8] = [0x0A, 0x58]

    /// Its six bytes, in the order in which they are sent.
    public let octets: [UInt8]

    /// The address for the interface that has `address`.
    ///
    /// Whoever gets the IPv4 address next has the same one, so what neighbours remember stays true: the kernel would
    /// ignore news of another one for a second, and lose packets meanwhile.
    public init(for address: IPv4Address) { octets = Self.prefix + address.octets }
}
