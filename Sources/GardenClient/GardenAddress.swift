/// Where a server listens.
public enum GardenAddress: Sendable, Hashable {
    /// A unix socket.
    case unix(path: String)
    /// A TCP port; `host` is a name or an address.
    case tcp(host: String, port: Int)
}

extension GardenAddress: CustomStringConvertible {
    /// The address as messages show it.
    public var description: String {
        switch self {
        case .unix(let path): path
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
