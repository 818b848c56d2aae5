public import Netlink

/// An address that belongs to one container, and the subnet that it lies in.
public struct SubnetLease: Hashable, Sendable {
    /// The subnet; several containers may share one that was asked for.
    public let subnet: IPv4Network
    /// The container's address.
    public let address: IPv4Address

    /// A lease of `address` in `subnet`.
    public init(subnet: IPv4Network, address: IPv4Address) { (self.subnet, self.address) = (subnet, address) }

    /// The host's address in the subnet: its second one. (The API's comments speak of the last but one, the original
    /// always took this.)
    public var gateway: IPv4Address { IPv4Address(rawValue: subnet.base.rawValue &+ 1) }
}
