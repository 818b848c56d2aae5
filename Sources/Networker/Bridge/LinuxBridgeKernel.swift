import Glibc
import Linux
import Netlink
import SystemPackage

/// The links of the network namespace that this program runs in.
struct LinuxBridgeKernel: BridgeKernel {
    private static let forwarding = FilePath("/proc/sys/net/ipv4/ip_forward")

    func uplink(carrying address: IPv4Address?) throws -> Uplink? {
        let socket = try NetlinkSocket()
        let addresses = try socket.addresses()
        let carrier = address.flatMap { address in addresses.first { $0.address.address == address }?.link }
        guard let index = try carrier ?? socket.defaultRouteLink(), let link = try socket.link(index: index) else {
            return nil
        }
        return Uplink(address: addresses.first { $0.link == index }?.address.address, mtu: link.mtu)
    }

    func enableForwarding() throws {
        // It may be read-only, as in a container that was prepared for this.
        if try Files.read(Self.forwarding).first == UInt8(ascii: "1") { return }
        let file = try FileDescriptor.open(Self.forwarding, .writeOnly)
        try file.closeAfter { _ = try file.writeAll([UInt8(ascii: "1")]) }
    }

    func ensureBridge(_ bridge: BridgePlan) throws {
        let socket = try NetlinkSocket()
        do {
            try socket.makeBridge(named: bridge.name, address: HardwareAddress(for: bridge.gateway.address))
        } catch {
            guard error.errno == .fileExists else { throw error }
        }
        let link = try bridgeLink(bridge.name, socket)
        try socket.addAddress(bridge.gateway, to: link)
        if !link.isUp { try socket.change(bridge.name, LinkChange(isUp: true)) }
    }

    func connect(_ cable: CablePlan, to process: PID) throws {
        let namespace = try NetworkNamespace.ofProcess(process)
        let home = try NetlinkSocket()
        let bridge = try bridgeLink(cable.bridge.name, home)
        var pair = VethPair(name: cable.host, peer: cable.container, mtu: cable.mtu, master: bridge.index)
        pair.peerAddress = HardwareAddress(for: cable.address.address)
        try home.makeVethPair(pair, peerIn: namespace)
        var alias = LinkChange()
        alias.alias = cable.handle
        try home.change(cable.host, alias)

        let inside = try NetlinkSocket(in: namespace)
        guard let link = try inside.link(named: cable.container) else { throw NetlinkError.noLink(cable.container) }
        for name in ["lo", cable.container] { try inside.change(name, LinkChange(isUp: true)) }
        try inside.addAddress(cable.address, to: link)
        try inside.addDefaultRoute(via: cable.bridge.gateway.address, through: link)
        try settle(cable, home)
    }

    func reconnect(_ cable: CablePlan) throws {
        let socket = try NetlinkSocket()
        var change = LinkChange(isUp: true)
        change.master = try bridgeLink(cable.bridge.name, socket).index
        try socket.change(cable.host, change)
        try settle(cable, socket)
    }

    func hasLink(_ name: String) throws -> Bool { try NetlinkSocket().link(named: name) != nil }

    func removeLink(_ name: String) throws { try NetlinkSocket().removeLink(named: name) }

    func end(of name: String) throws -> (any LinkEnding)? {
        guard let link = try NetlinkSocket().link(named: name) else { return nil }
        return KernelLinkEnd(try LinkEnd(of: link.index))
    }

    func links() throws -> [Link] { try NetlinkSocket().links() }

    /// The bridge learns some time later that a cable carries, and so that it carries itself, and drops what comes
    /// before. Asking for a link's state makes the kernel (6.8 and later) act on it first (linkwatch_sync_dev).
    private func settle(_ cable: CablePlan, _ socket: borrowing NetlinkSocket) throws {
        for name in [cable.host, cable.bridge.name] {
            guard try socket.link(named: name) != nil else { throw NetlinkError.noLink(name) }
        }
    }

    private func bridgeLink(_ name: String, _ socket: borrowing NetlinkSocket) throws -> Link {
        guard let link = try socket.link(named: name) else { throw NetlinkError.noLink(name) }
        guard link.kind == "bridge" else { throw NetworkerError.foreignLink(name) }
        return link
    }
}

/// Shares the end of a link among those who wait for it.
private final class KernelLinkEnd: LinkEnding {
    private let end: LinkEnd

    init(_ end: consuming LinkEnd) { self.end = end }

    var descriptor: FileDescriptor { end.descriptor }
}
