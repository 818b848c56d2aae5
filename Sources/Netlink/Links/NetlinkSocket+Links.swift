import CNetlink
import Glibc
import SystemPackage

extension NetlinkSocket {
    /// The link called `name`; nil when there is none.
    public func link(named name: String) throws(NetlinkError) -> Link? {
        try LinkName.check(name)
        return try link(index: 0, name: name)
    }

    /// The link with this number; nil when there is none.
    public func link(index: Int32) throws(NetlinkError) -> Link? {
        try link(index: index, name: nil)
    }

    /// All links of the namespace. The work grows with their number.
    public func links() throws(NetlinkError) -> [Link] {
        var cache: OpaquePointer?
        try Self.check(rtnl_link_alloc_cache(handle, AF_UNSPEC, &cache), "list", "links")
        defer { nl_cache_free(cache) }
        return NetlinkCache.objects(in: cache).map { Link($0) }
    }

    /// Switches a link on, and changes what else `change` says.
    public func change(_ name: String, _ change: LinkChange) throws(NetlinkError) {
        try LinkName.check(name)
        var body = MessageBody(change.header)
        body.append(IFLA_IFNAME, name)
        change.append(to: &body)
        try send((RTM_NEWLINK, 0), body, "change link", name)
    }

    /// Removes a link; of a veth pair both ends.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    public func removeLink(named name: String) throws(NetlinkError) -> Bool {
        try LinkName.check(name)
        var body = MessageBody(ifinfomsg())
        body.append(IFLA_IFNAME, name)
        do {
            try send((RTM_DELLINK, 0), body, "remove link", name)
            return true
        } catch {
            // Also the end of a pair that the kernel takes away itself, after the other end's namespace.
            guard error.errno == Errno(rawValue: ENODEV) else { throw error }
            return false
        }
    }

    private func link(index: Int32, name: String?) throws(NetlinkError) -> Link? {
        var object: OpaquePointer?
        do {
            try Self.check(rtnl_link_get_kernel(handle, index, name, &object), "look up link", name ?? "\(index)")
        } catch {
            guard error.errno == Errno(rawValue: ENODEV) else { throw error }
            return nil
        }
        guard let object else { return nil }
        defer { rtnl_link_put(object) }
        return Link(object)
    }
}

extension Link {
    fileprivate init(_ object: OpaquePointer) {
        let master = rtnl_link_get_master(object)
        self.init(
            index: rtnl_link_get_ifindex(object),
            name: rtnl_link_get_name(object).map { String(cString: $0) } ?? "",
            kind: rtnl_link_get_type(object).map { String(cString: $0) },
            mtu: Int(rtnl_link_get_mtu(object)),
            isUp: rtnl_link_get_flags(object) & UInt32(IFF_UP) != 0,
            master: master == 0 ? nil : master,
            alias: rtnl_link_get_ifalias(object).map { String(cString: $0) })
    }
}
