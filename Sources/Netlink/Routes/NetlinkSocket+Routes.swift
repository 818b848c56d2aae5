import CNetlink
import Glibc
import SystemPackage

extension NetlinkSocket {
    /// Sends all that has no route of its own to `gateway` through `link`; that it is so already is fine.
    public func addDefaultRoute(via gateway: IPv4Address, through link: Link) throws(NetlinkError) {
        let body = Self.defaultRoute(via: gateway, link: link.index)
        do {
            try send(
                (RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL), body, "add default route", "via \(gateway) to \(link.name)")
        } catch {
            guard error.errno == .fileExists else { throw error }
        }
    }

    static func defaultRoute(via gateway: IPv4Address, link: Int32) -> MessageBody {
        var header = rtmsg()
        header.rtm_family = UInt8(AF_INET)
        header.rtm_table = UInt8(RT_TABLE_MAIN.rawValue)
        header.rtm_protocol = UInt8(RTPROT_BOOT)
        header.rtm_scope = UInt8(RT_SCOPE_UNIVERSE.rawValue)
        header.rtm_type = UInt8(RTN_UNICAST)
        var body = MessageBody(header)
        body.append(Int(RTA_GATEWAY.rawValue), gateway.octets)
        body.append(Int(RTA_OIF.rawValue), UInt32(bitPattern: link))
        return body
    }

    /// The number of the link that the preferred IPv4 default route leads through; nil when there is none.
    ///
    /// The work grows with the number of routes.
    public func defaultRouteLink() throws(NetlinkError) -> Int32? {
        var cache: OpaquePointer?
        try Self.check(rtnl_route_alloc_cache(handle, AF_INET, 0, &cache), "list", "routes")
        defer { nl_cache_free(cache) }
        let candidates = NetlinkCache.objects(in: cache).compactMap { route -> (priority: UInt32, link: Int32)? in
            guard rtnl_route_get_table(route) == UInt32(RT_TABLE_MAIN.rawValue),
                let destination = rtnl_route_get_dst(route), nl_addr_get_prefixlen(destination) == 0,
                rtnl_route_get_nnexthops(route) > 0, let hop = rtnl_route_nexthop_n(route, 0)
            else { return nil }
            return (rtnl_route_get_priority(route), rtnl_route_nh_get_ifindex(hop))
        }
        return candidates.min { $0.priority < $1.priority }?.link
    }
}
