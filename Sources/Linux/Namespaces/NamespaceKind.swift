/// What a process can see a world of its own of (namespaces(7)).
///
/// The raw value is the name in an OCI configuration (runtime-spec, config-linux.md, "Namespaces").
public enum NamespaceKind: String, Hashable, Sendable, CaseIterable {
    /// User and group ids, and capabilities (user_namespaces(7)).
    case user
    /// The cgroup that looks like the root (cgroup_namespaces(7)).
    case cgroup
    /// System V objects and POSIX message queues (ipc_namespaces(7)).
    case ipc
    /// Host name and NIS domain name (uts_namespaces(7)).
    case uts
    /// Links, addresses, firewall (network_namespaces(7)).
    case network
    /// Process numbers (pid_namespaces(7)).
    case pid
    /// Mounts (mount_namespaces(7)).
    case mount
    /// The monotonic clock and that of the time since boot (time_namespaces(7)).
    case time

    /// The name in /proc/PID/ns.
    public var fileName: String {
        switch self {
        case .mount: "mnt"
        case .network: "net"
        default: rawValue
        }
    }

    /// The flag by which clone3(2), unshare(2) and setns(2) know it.
    public var flag: NamespaceFlags {
        switch self {
        case .user: .user
        case .cgroup: .cgroup
        case .ipc: .ipc
        case .uts: .uts
        case .network: .network
        case .pid: .pid
        case .mount: .mount
        case .time: .time
        }
    }

    /// The kind with this flag alone; nil for none or several.
    public init?(flag: NamespaceFlags) {
        guard let kind = Self.allCases.first(where: { $0.flag == flag }) else { return nil }
        self = kind
    }
}
