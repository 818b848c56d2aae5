import CNetlink
public import Linux
import SystemPackage

/// Two interfaces that are the ends of one cable (veth(4)).
public struct VethPair: Sendable, Hashable {
    /// This namespace's end.
    public var name: String
    /// The other end.
    public var peer: String
    /// The other end's address; nil: the kernel makes one up.
    public var peerAddress: HardwareAddress?
    /// The largest packet of both, bytes.
    public var mtu: Int
    /// The bridge that this namespace's end is a port of from its first moment.
    public var master: Int32?

    /// A pair.
    public init(name: String, peer: String, mtu: Int, master: Int32? = nil) {
        (self.name, self.peer, self.mtu, self.master) = (name, peer, mtu, master)
    }
}

extension NetlinkSocket {
    /// Makes a pair with the peer in `namespace` from its first moment: there is nothing to move.
    ///
    /// This namespace's end is switched on; the kernel cannot switch the peer on before the two know each other.
    ///
    /// - Throws: errno `.fileExists` when one of the names is taken.
    public func makeVethPair(_ pair: VethPair, peerIn namespace: borrowing NetworkNamespace) throws(NetlinkError) {
        try LinkName.check(pair.name)
        try LinkName.check(pair.peer)
        let body = Self.veth(pair, namespace: namespace.descriptor.rawValue)
        try send((RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL), body, "make veth pair", "\(pair.name), \(pair.peer)")
    }

    static func veth(_ pair: VethPair, namespace: Int32) -> MessageBody {
        var change = LinkChange()
        change.mtu = pair.mtu
        var body = MessageBody(LinkChange(isUp: true).header)
        body.append(IFLA_IFNAME, pair.name)
        body.nest(IFLA_LINKINFO) { info in
            info.append(IFLA_INFO_KIND, "veth")
            info.nest(IFLA_INFO_DATA) { data in
                data.nest(VETH_INFO_PEER, header: change.header) { peer in
                    peer.append(IFLA_IFNAME, pair.peer)
                    peer.append(IFLA_NET_NS_FD, UInt32(bitPattern: namespace))
                    if let address = pair.peerAddress { peer.append(IFLA_ADDRESS, address.octets) }
                    change.append(to: &peer)
                }
            }
        }
        change.master = pair.master
        change.append(to: &body)
        return body
    }
}
