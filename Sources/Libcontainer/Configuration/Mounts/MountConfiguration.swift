public import Linux

/// One mount of a container, ready for the kernel.
public struct MountConfiguration: Sendable, Hashable {
    /// What is mounted: of a bind mount an absolute path of the host, else whatever the file system's type takes.
    public var source: String
    /// Where, inside the root; without a `/` in front it is taken from the root all the same.
    public var destination: String
    /// The file system's type; `bind` for every bind mount.
    public var fileSystemType: String
    /// What mount(2) is told.
    public var flags: MountFlags
    /// Flags that the document took back; a remount does not keep them for being the source's.
    public var clearedFlags: MountFlags
    /// How mounts below spread: one mount(2) call each, in order.
    public var propagation: [MountFlags]
    /// What the file system is told; comma-separated.
    public var data: String
    /// What the whole tree gets (mount_setattr(2) with AT_RECURSIVE); nil: nothing.
    public var recursiveAttributes: RecursiveAttributes?
    /// What is beyond mount(2).
    public var extensions: MountExtensions
    /// How the owners of its files are seen inside; nil: as they are.
    public var idMapping: MountIDMapping?

    /// An ordinary mount.
    public init(source: String, destination: String, fileSystemType: String, flags: MountFlags = [], data: String = "")
    {
        (self.source, self.destination, self.fileSystemType) = (source, destination, fileSystemType)
        (self.flags, self.data) = (flags, data)
        (clearedFlags, propagation, extensions) = ([], [], [])
    }

    /// Whether it shows something that is mounted already.
    public var isBind: Bool { flags.contains(.bind) }
}

/// What mount_setattr(2) does to a tree of mounts.
public struct RecursiveAttributes: Sendable, Hashable {
    /// What every mount gets.
    public var set: MountAttributes
    /// What every mount loses, first.
    public var cleared: MountAttributes

    /// Attributes to set and to clear.
    public init(set: MountAttributes, cleared: MountAttributes) { (self.set, self.cleared) = (set, cleared) }
}

/// How a mount shows the owners of its files (mount_setattr(2), MOUNT_ATTR_IDMAP).
public struct MountIDMapping: Sendable, Hashable {
    /// Whether mounts below are shown the same way.
    public var isRecursive: Bool
    /// A user namespace with the mappings; nil: the lists have them.
    public var userNamespacePath: String?
    /// Users.
    public var users: [IDMapping]
    /// Groups.
    public var groups: [IDMapping]

    /// A mapping.
    public init(
        isRecursive: Bool, userNamespacePath: String? = nil, users: [IDMapping] = [], groups: [IDMapping] = []
    ) {
        (self.isRecursive, self.userNamespacePath) = (isRecursive, userNamespacePath)
        (self.users, self.groups) = (users, groups)
    }
}
