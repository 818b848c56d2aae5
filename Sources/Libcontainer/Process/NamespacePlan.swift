import Linux
import OCI
import SystemPackage

/// How a container's init comes into its namespaces: which are new, and who enters the others when.
///
/// The descriptors of those that are joined are open from the beginning, so that a path is looked at once, by the
/// runtime's eyes. Whoever has a plan closes it.
struct NamespacePlan {
    /// A namespace that is joined.
    struct Joined {
        let kind: Linux.NamespaceKind
        let descriptor: FileDescriptor
    }

    /// New ones, which the clone makes all at once. A cgroup namespace is not among them: its root is where the process
    /// is when it is made, which is where it has joined its cgroups; nor one of time, whose clocks are set before anybody
    /// is in it.
    private(set) var made: NamespaceFlags = []
    /// Whether init makes itself a cgroup namespace.
    private(set) var makesCgroup = false
    /// The clocks of a new time namespace; nil: there is none.
    private(set) var clocks: [TimeOffset]?
    /// The user namespace that is joined, by a process between the runtime and init.
    private(set) var user: Joined?
    /// Entered by the runtime before the clone, and left again: those that only children are in, and, beside a new user
    /// namespace, all that its owner would not have the right to enter.
    private(set) var before: [Joined] = []
    /// Entered by init itself.
    private(set) var inside: [Joined] = []

    init(_ configuration: Configuration) throws(LibcontainerError) {
        let namespaces = configuration.namespaces
        let isNewUser = namespaces.isNew(.user)
        do throws(LibcontainerError) {
            for entry in namespaces.entries {
                if let path = entry.path {
                    try join(entry.kind.linux, FilePath(path), isNewUser: isNewUser)
                } else {
                    try make(entry.kind.linux, configuration)
                }
            }
        } catch {
            close()
            throw error
        }
    }

    func close() {
        for joined in before + inside { joined.descriptor.closeIgnoringErrors() }
        user?.descriptor.closeIgnoringErrors()
    }

    private mutating func join(
        _ kind: Linux.NamespaceKind, _ path: FilePath, isNewUser: Bool
    ) throws(LibcontainerError) {
        let descriptor = try system { () throws(LinuxError) in try Namespaces.open(path, kind) }
        if kind == .mount { try Self.refuseOwn(descriptor, path) }
        let joined = Joined(kind: kind, descriptor: descriptor)
        switch kind {
        case .user: user = joined
        case .pid, .time: before.append(joined)
        default: if isNewUser { before.append(joined) } else { inside.append(joined) }
        }
    }

    /// The container's root would become the host's. Closes what it refuses.
    private static func refuseOwn(_ namespace: FileDescriptor, _ path: FilePath) throws(LibcontainerError) {
        do {
            let (other, own) = (try FileStatus.of(namespace), try FileStatus.of("/proc/self/ns/mnt"))
            guard other.inode == own.inode, other.device == own.device else { return }
        } catch {
            namespace.closeIgnoringErrors()
            throw .system(error)
        }
        namespace.closeIgnoringErrors()
        throw .configuration(.mountNamespaceOfHost(path: path.string))
    }

    private mutating func make(_ kind: Linux.NamespaceKind, _ configuration: Configuration) throws(LibcontainerError) {
        switch kind {
        case .cgroup: makesCgroup = true
        case .time: clocks = configuration.timeOffsets
        default: made.insert(kind.flag)
        }
    }
}
