public import SystemPackage

/// Why an operation on the kernel or its files failed.
public enum LinuxError: Error, Hashable, Sendable {
    /// A system call failed. `subject` is the path, pid or name it was about.
    case failed(operation: String, subject: String?, errno: Errno)
    /// A file's contents are not what they should be.
    case malformed(path: String, reason: String)
    /// There is no such user or group in the container's files; the text is what the original's callers see.
    case unknownUser(String)
    /// An argument that no system call can take, such as a socket path that is too long.
    case unusable(String)
    /// There is no such program to execute; the text is what callers of runc see.
    case noProgram(String)
}

extension LinuxError: CustomStringConvertible {
    /// One lower-case sentence with the values in it.
    public var description: String {
        switch self {
        case .failed(let operation, let subject?, let errno): "\(operation) \(subject): \(errno)"
        case .failed(let operation, nil, let errno): "\(operation): \(errno)"
        case .malformed(let path, let reason): "\(path): \(reason)"
        case .unknownUser(let text), .unusable(let text), .noProgram(let text): text
        }
    }

    /// The error number, when a system call failed.
    public var errno: Errno? {
        if case .failed(_, _, let errno) = self { errno } else { nil }
    }
}
