import Linux

extension NamespaceKind {
    /// The kernel's kind.
    var linux: Linux.NamespaceKind {
        switch self {
        case .user: .user
        case .ipc: .ipc
        case .uts: .uts
        case .network: .network
        case .pid: .pid
        case .mount: .mount
        case .cgroup: .cgroup
        case .time: .time
        }
    }
}
