/// How mounts and their ends go from one mount namespace to others (mount_namespaces(7), "Shared subtrees").
public enum MountPropagation: String, Hashable, Sendable, CaseIterable {
    /// Both ways.
    case shared
    /// Neither way.
    case `private`
    /// From the others to here.
    case slave
    /// Neither way, and it cannot be bound.
    case unbindable

    /// MS_SHARED and so on.
    var bits: UInt64 {
        switch self {
        case .unbindable: 1 << 17
        case .private: 1 << 18
        case .slave: 1 << 19
        case .shared: 1 << 20
        }
    }
}
