/// Why a server cannot serve.
public enum ServerError: Error, Hashable, Sendable {
    /// Another server answers at this path.
    case addressInUse(path: String)
    /// There is something at this path that is no socket; it is left alone.
    case notASocket(path: String)
    /// The path does not fit into a socket address.
    case pathTooLong(path: String, limit: Int)
    /// This TCP address cannot be listened at.
    case cannotListen(address: ServerAddress, reason: String)
    /// A system call failed.
    case system(call: String, path: String, errno: Int32)
    /// It listens already, or was stopped: a server is used once.
    case alreadyUsed
    /// It does not listen yet, or was stopped.
    case notListening
}

extension ServerError: CustomStringConvertible {
    /// One line with the path or address.
    public var description: String {
        switch self {
        case .addressInUse(let path): "another server answers at \(path)"
        case .notASocket(let path): "\(path) exists and is no socket"
        case .pathTooLong(let path, let limit): "socket path \(path) is longer than \(limit) bytes"
        case .cannotListen(let address, let reason): "cannot listen at \(address): \(reason)"
        case .system(let call, let path, let errno): "\(call) \(path): \(SystemCall.message(errno))"
        case .alreadyUsed: "the server was started before"
        case .notListening: "the server does not listen"
        }
    }
}
