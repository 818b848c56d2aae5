import CNetlink
import Glibc
import SystemPackage

/// An address of a link, with the network that is reached through it.
public struct InterfaceAddress: Sendable, Hashable {
    /// The address.
    public var address: IPv4Address
    /// How many of its leading bits the network's other addresses share.
    public var prefixLength: Int

    /// An address.
    public init(_ address: IPv4Address, prefixLength: Int) {
        (self.address, self.prefixLength) = (address, prefixLength)
    }
}

extension NetlinkSocket {
    /// Gives a link an address; that it has it already is fine.
    public func addAddress(_ address: InterfaceAddress, to link: Link) throws(NetlinkError) {
        let body = Self.body(for: address, link: link.index)
        do {
            try send(
                (RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL), body, "add address",
                "\(address.address)/\(address.prefixLength) to \(link.name)")
        } catch {
            guard error.errno == .fileExists else { throw error }
        }
    }

    static func body(for address: InterfaceAddress, link: Int32) -> MessageBody {
        var header = ifaddrmsg()
        header.ifa_family = UInt8(AF_INET)
        header.ifa_prefixlen = UInt8(clamping: address.prefixLength)
        header.ifa_index = UInt32(bitPattern: link)
        var body = MessageBody(header)
        body.append(IFA_LOCAL, address.address.octets)
        body.append(IFA_ADDRESS, address.address.octets)
        return body
    }

    /// All IPv4 addresses by the numbers of their links. The work grows with their number.
    public func addresses() throws(NetlinkError) -> [(link: Int32, address: InterfaceAddress)] {
        var cache: OpaquePointer?
        try Self.check(rtnl_addr_alloc_cache(handle, &cache), "list", "addresses")
        defer { nl_cache_free(cache) }
        return NetlinkCache.objects(in: cache).compactMap { object in
            guard let local = rtnl_addr_get_local(object), let address = IPv4Address(local) else { return nil }
            return (
                rtnl_addr_get_ifindex(object),
                InterfaceAddress(address, prefixLength: Int(rtnl_addr_get_prefixlen(object)))
            )
        }
    }
}

extension IPv4Address {
    /// Takes one of libnl's addresses; nil when it is none of IPv4.
    init?(_ address: OpaquePointer) {
        guard nl_addr_get_family(address) == AF_INET, nl_addr_get_len(address) == 4,
            let bytes = nl_addr_get_binary_addr(address)
        else { return nil }
        self.init(rawValue: UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)))
    }
}
