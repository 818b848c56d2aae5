public import SystemPackage

/// One mounted hierarchy of cgroups.
public struct CgroupHierarchy: Sendable, Hashable {
    /// Which of the kernel's two interfaces it has.
    public enum Version: Sendable {
        /// cgroups(7), version 1.
        case one
        /// cgroups(7), version 2.
        case two
    }

    /// Which interface it has.
    public let version: Version
    /// Its controllers; of a version 2 hierarchy, those that are not in use by version 1.
    public let controllers: Set<String>
    /// Where it is mounted.
    public let mountPoint: FilePath
    /// The cgroup of the process that looked, as the kernel names it.
    public let ownPath: String
}
