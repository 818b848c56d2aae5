public import Netlink

/// What the operator decided about containers' networks.
public struct NetworkConfiguration: Sendable {
    /// What tells this server's interfaces and rules from another's.
    public var tag: NetworkTag
    /// The range that dynamic subnets are cut from.
    public var pool: IPv4Network
    /// The address that forwarded ports are reached at; nil: that of the interface with the default route.
    public var externalAddress: IPv4Address?
    /// The largest packet of containers' interfaces, bytes; zero: that of the interface with the external address, or
    /// else with the default route, but at most 1500.
    public var mtu = 0
    /// Name servers that replace the host's in containers.
    public var dnsServers: [IPv4Address] = []
    /// Name servers beside the others.
    public var additionalDNSServers: [IPv4Address] = []
    /// Lines to add to every container's hosts file.
    public var additionalHostEntries: [String] = []
    /// Networks that containers cannot open connections to.
    public var deniedNetworks: [IPv4Network] = []
    /// Whether containers may open connections to the host itself.
    public var allowHostAccess = false

    /// A configuration with everything else left to its default.
    public init(tag: NetworkTag = NetworkTag(), pool: IPv4Network) { (self.tag, self.pool) = (tag, pool) }
}
