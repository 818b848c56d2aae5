public import Linux
public import SystemPackage

/// Why a network setting could not be read or changed.
public enum NetlinkError: Error, Hashable, Sendable {
    /// The kernel refused. `subject` names the link, address or route it was about.
    case refused(operation: String, subject: String, errno: Errno)
    /// The conversation with the kernel failed; `reason` is libnl's text.
    case failed(operation: String, subject: String, reason: String)
    /// No socket to speak through could be made.
    case noSocket(LinuxError)
    /// There is no link where one was expected.
    case noLink(String)
    /// A name that no link can have.
    case unusableName(String)
}

extension NetlinkError: CustomStringConvertible {
    /// One lower-case sentence with the values in it.
    public var description: String {
        switch self {
        case .refused(let operation, let subject, let errno): "\(operation) \(subject): \(errno)"
        case .failed(let operation, let subject, let reason): "\(operation) \(subject): \(reason)"
        case .noSocket(let error): "netlink: \(error)"
        case .noLink(let name): "there is no link \(name)"
        case .unusableName(let name): "'\(name)' is no link's name: 1 to 15 bytes without '/', ':' and white space"
        }
    }

    /// The kernel's error number, when it refused.
    public var errno: Errno? {
        if case .refused(_, _, let errno) = self { errno } else { nil }
    }
}
