/// Where a server can be reached.
public enum ServerAddress: Sendable, Hashable {
    /// A socket in the file system.
    case unixSocket(path: String)
    /// A TCP port.
    case tcp(host: String, port: Int)
}

extension ServerAddress: CustomStringConvertible {
    /// The path, or `host:port`.
    public var description: String {
        switch self {
        case .unixSocket(let path): path
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
