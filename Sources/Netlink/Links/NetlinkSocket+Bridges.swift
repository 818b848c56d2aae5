import CNetlink
import Glibc

extension NetlinkSocket {
    /// Makes a bridge that floods multicast packets instead of snooping on memberships, as for containers nobody has any.
    ///
    /// A bridge without an address of its own takes over that of one of its ports, and changes it as they come and go.
    ///
    /// - Throws: errno `.fileExists` when there is a link of that name.
    public func makeBridge(named name: String, address: HardwareAddress) throws(NetlinkError) {
        try LinkName.check(name)
        let body = Self.bridge(name, address)
        try send((RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL), body, "make bridge", name)
    }

    static func bridge(_ name: String, _ address: HardwareAddress) -> MessageBody {
        var body = MessageBody(LinkChange(isUp: true).header)
        body.append(IFLA_IFNAME, name)
        body.append(IFLA_ADDRESS, address.octets)
        body.nest(IFLA_LINKINFO) { info in
            info.append(IFLA_INFO_KIND, "bridge")
            info.nest(IFLA_INFO_DATA) { $0.append(IFLA_BR_MCAST_SNOOPING, [0]) }
        }
        return body
    }
}
