/// A network interface as the kernel shows it.
public struct Link: Sendable, Hashable {
    /// Its number in its namespace.
    public var index: Int32
    /// Its name.
    public var name: String
    /// Its driver, such as `bridge` or `veth`; nil for those of hardware and the loopback.
    public var kind: String?
    /// The largest packet, bytes.
    public var mtu: Int
    /// Whether it was switched on.
    public var isUp: Bool
    /// The bridge that it is a port of.
    public var master: Int32?
    /// Free text for people.
    public var alias: String?

    /// An interface.
    public init(
        index: Int32, name: String, kind: String? = nil, mtu: Int = 1500, isUp: Bool = true, master: Int32? = nil,
        alias: String? = nil
    ) {
        (self.index, self.name, self.kind, self.mtu) = (index, name, kind, mtu)
        (self.isUp, self.master, self.alias) = (isUp, master, alias)
    }
}

/// Names of links.
public enum LinkName {
    /// Refuses what the kernel would refuse, or cut (dev_valid_name).
    static func check(_ name: String) throws(NetlinkError) {
        let forbidden: Set<UInt8> = [0, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, UInt8(ascii: "/"), UInt8(ascii: ":")]
        guard (1...longest).contains(name.utf8.count), name != ".", name != "..",
            !name.utf8.contains(where: forbidden.contains)
        else { throw .unusableName(name) }
    }

    /// How many bytes a name may have (IFNAMSIZ, less the zero byte at its end).
    public static let longest = 15
}
