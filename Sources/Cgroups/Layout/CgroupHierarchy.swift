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
    /// Which cgroup is at the mount point: `/`, unless only a part of the hierarchy is mounted, as in a container
    /// that has the host's cgroup namespace.
    public let mountRoot: String
    /// The folder that paths of cgroups begin at: the mount point, if the layout does not say otherwise.
    let origin: FilePath

    init(
        _ version: Version, _ controllers: Set<String>, mountPoint: FilePath, mountRoot: String = "/", ownPath: String,
        origin: FilePath? = nil
    ) {
        (self.version, self.controllers, self.mountPoint) = (version, controllers, mountPoint)
        (self.mountRoot, self.ownPath, self.origin) = (mountRoot, ownPath, origin ?? mountPoint)
    }

    /// The folder of the cgroup of the process that looked; the mount point, when it is not below that.
    public var ownFolder: FilePath {
        let root = mountRoot.split(separator: "/")
        let own = ownPath.split(separator: "/")
        guard own.starts(with: root), !own.contains("..") else { return mountPoint }
        return own.dropFirst(root.count).reduce(mountPoint) { $0.appending(String($1)) }
    }

    func beginning(at origin: FilePath) -> CgroupHierarchy {
        CgroupHierarchy(
            version, controllers, mountPoint: mountPoint, mountRoot: mountRoot, ownPath: ownPath, origin: origin)
    }
}
