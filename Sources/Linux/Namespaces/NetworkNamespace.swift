import CGuardian
public import SystemPackage

/// A network namespace (network_namespaces(7)), kept in existence by the descriptor that this value owns.
///
/// No thread of this program ever stays in another one: what must happen there happens through a socket made there.
public struct NetworkNamespace: ~Copyable, Sendable {
    /// The close-on-exec descriptor; it is closed when this value ends.
    public let descriptor: FileDescriptor

    /// Takes `descriptor`, which must be that of a network namespace, over.
    public init(owning descriptor: FileDescriptor) { self.descriptor = descriptor }

    deinit { descriptor.closeIgnoringErrors() }

    /// The namespace of a process. Errno `.noSuchFileOrDirectory`: there is no such process.
    public static func ofProcess(_ pid: PID) throws(LinuxError) -> NetworkNamespace {
        let answer = cg_netns_open(pid.rawValue)
        return try opened(answer, "network namespace of process \(pid)")
    }

    /// The namespace of the calling thread, which is that of the whole program.
    public static func current() throws(LinuxError) -> NetworkNamespace {
        try opened(cg_netns_open_own(), "own network namespace")
    }

    private static func opened(_ answer: Int32, _ subject: String) throws(LinuxError) -> NetworkNamespace {
        NetworkNamespace(owning: FileDescriptor(rawValue: try SystemCall.check("open", subject, answer)))
    }

    /// Makes a socket (socket(2)) that belongs to this namespace for good and may be used by any thread.
    ///
    /// - Returns: a close-on-exec descriptor, owned by the caller.
    public func makeSocket(domain: Int32, type: Int32, protocol number: Int32) throws(LinuxError) -> FileDescriptor {
        let answer = cg_netns_socket(descriptor.rawValue, domain, type, number)
        return FileDescriptor(
            rawValue: try SystemCall.check("make a socket in", "another network namespace", answer))
    }
}
