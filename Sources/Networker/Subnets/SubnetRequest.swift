public import Netlink

/// What a container's `network` asks for.
public enum SubnetRequest: Hashable, Sendable {
    /// Any subnet.
    case any
    /// This subnet, and any address in it.
    case subnet(IPv4Network)
    /// This address in this subnet.
    case address(IPv4Address, IPv4Network)

    /// Reads a request: empty, or `a.b.c.d/n`, where `/n` may be missing and is 30 then. An address whose bits beyond
    /// the prefix are zero stands for the whole subnet.
    public init(_ text: String) throws(SubnetError) {
        guard !text.isEmpty else {
            self = .any
            return
        }
        let full = text.contains("/") ? text : text + "/30"
        guard let (address, network) = IPv4Network.parse(full) else { throw .invalidRequest(full) }
        self = address == network.base ? .subnet(network) : .address(address, network)
    }
}
