import CNetlink
import Glibc

/// What to change about a link; what is nil stays.
public struct LinkChange: Sendable, Hashable {
    /// Whether it is switched on.
    public var isUp: Bool?
    /// The largest packet, bytes.
    public var mtu: Int?
    /// The bridge that it becomes a port of.
    public var master: Int32?
    /// Free text for people, up to 255 bytes.
    public var alias: String?

    /// No change, or one of whether it is on.
    public init(isUp: Bool? = nil) { self.isUp = isUp }

    var header: ifinfomsg {
        var header = ifinfomsg()
        if let isUp {
            header.ifi_change = UInt32(IFF_UP)
            header.ifi_flags = isUp ? UInt32(IFF_UP) : 0
        }
        return header
    }

    func append(to body: inout MessageBody) {
        if let mtu { body.append(IFLA_MTU, UInt32(clamping: mtu)) }
        if let master { body.append(IFLA_MASTER, UInt32(bitPattern: master)) }
        if let alias { body.append(IFLA_IFALIAS, Array(alias.utf8)) }
    }
}
