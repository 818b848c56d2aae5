public import Netlink

/// Decides what containers may send, and hides their addresses from the world.
///
/// The functions block and are called on threads for that, by several at once.
public protocol Firewall: Sendable {
    /// Makes what all containers share, or what is missing of it. Nobody loses a connection by it.
    func start() throws

    /// Lets a container send. What it may reach is the same for all.
    func admit(_ member: FirewallMember) throws

    /// Takes `admit` back. Succeeds when there is nothing to take back.
    ///
    /// - Parameter bridgeGoes: whether this was the last container on its bridge.
    func dismiss(_ member: FirewallMember, bridgeGoes: Bool) throws

    /// Dismisses all whose bridge is not one of `bridges`.
    func retain(bridges: Set<String>) throws

    /// Removes everything. Succeeds when there is nothing.
    func remove() throws
}

/// A container as a firewall sees it.
public struct FirewallMember: Hashable, Sendable {
    /// The bridge that its packets come from.
    public let bridge: String
    /// The only address it may send from.
    public let address: IPv4Address

    /// A container at `address` behind `bridge`.
    public init(bridge: String, address: IPv4Address) { (self.bridge, self.address) = (bridge, address) }
}
