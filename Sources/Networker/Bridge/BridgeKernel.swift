import Linux
import Netlink
import SystemPackage

/// What the networker needs of the kernel's links. The functions block; they are called on threads for that.
protocol BridgeKernel: Sendable {
    /// The interface to the world: the one with `address`, or else the one with the default route; nil: there is none.
    func uplink(carrying address: IPv4Address?) throws -> Uplink?

    /// Lets the host forward packets between interfaces.
    func enableForwarding() throws

    /// Makes a bridge with its address, or what is missing of it.
    func ensureBridge(_ bridge: BridgePlan) throws

    /// Makes a cable between a bridge and the network namespace of `process`, with everything the container needs.
    func connect(_ cable: CablePlan, to process: PID) throws

    /// Plugs a cable into its bridge that is there already.
    func reconnect(_ cable: CablePlan) throws

    /// Whether there is a link of this name.
    func hasLink(_ name: String) throws -> Bool

    /// Removes a link. Succeeds when there is none.
    func removeLink(_ name: String) throws

    /// Tells when the link that is called `name` now is gone; nil when there is none.
    func end(of name: String) throws -> (any LinkEnding)?

    /// All links. The work grows with their number.
    func links() throws -> [Link]
}

/// The end of a link, as something to wait for.
protocol LinkEnding: AnyObject, Sendable {
    /// Readable once nobody can see the link any more.
    var descriptor: FileDescriptor { get }
}

/// The host's interface to the world.
struct Uplink: Sendable, Hashable {
    /// Its address; nil when it has none.
    var address: IPv4Address?
    /// Its largest packet, bytes.
    var mtu: Int
}

/// The bridge of a subnet.
struct BridgePlan: Sendable, Hashable {
    /// Its name.
    var name: String
    /// The host's address in the subnet.
    var gateway: InterfaceAddress
}

/// The cable between a container and its bridge.
struct CablePlan: Sendable, Hashable {
    /// The container, for people who look at the host's end.
    var handle: String
    /// The host's end.
    var host: String
    /// The container's end.
    var container: String
    /// The largest packet of both ends, bytes.
    var mtu: Int
    /// The container's address.
    var address: InterfaceAddress
    /// Where it is plugged in on the host.
    var bridge: BridgePlan
}
