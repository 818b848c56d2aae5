public import Linux

/// Why a container's configuration cannot be: one case for each rule. The texts are runc's.
public enum ConfigurationFault: Error, Hashable, Sendable {
    // Translating the document.
    /// There is no root.
    case rootMissing
    /// A text that the kernel would cut off.
    case containsNUL(field: String)
    /// A mount, by its destination.
    case mount(destination: String, MountFault)
    /// No such propagation.
    case rootPropagation(String)
    /// Without pivot_root(2) a private root would show the host's mounts.
    case privateWithoutPivot
    /// A kind of namespace is there twice.
    case namespaceTwice(NamespaceKind)
    /// No such type of device node.
    case deviceType(String)
    /// No such type in a rule for devices.
    case deviceRuleType(String)
    /// A rule for devices that says nothing.
    case deviceRuleAccess(index: Int)
    /// No such clock in a time namespace.
    case clock(String)
    /// No such execution domain.
    case personality(String)
    /// No such mode.
    case memoryPolicyMode(String)
    /// Not a list of nodes.
    case memoryPolicyNodes(String)
    /// No such flag.
    case memoryPolicyFlag(String)
    /// No policy.
    case schedulerPolicyMissing
    /// No such policy.
    case schedulerPolicy(String)
    /// No such flag.
    case schedulerFlag(String)
    /// No such class.
    case ioPriorityClass(String)
    /// Not a list of processors.
    case cpuAffinity(name: String, String)
    /// No such resource.
    case resourceLimit(String)
    /// Not a path for systemd.
    case systemdPath(String)
    /// A path for systemd, which is not asked yet.
    case systemdUnsupported

    // Ids.
    /// A user namespace without users.
    case noUserMappings
    /// A user namespace without groups.
    case noGroupMappings
    /// A user that the user namespace does not have.
    case userNotMapped
    /// A group that the user namespace does not have.
    case groupNotMapped
    /// The joined user namespace has other mappings than the document.
    case mappingsDiffer

    // Rules about what goes together.
    /// The root cannot be found.
    case rootNotFound(LinuxError)
    /// The root is reached by a link, or by a relative path.
    case rootNotResolved
    /// A name for the host needs a namespace.
    case hostnameWithoutNamespace
    /// A name for the domain needs a namespace.
    case domainnameWithoutNamespace
    /// Masked and read-only paths need a namespace.
    case pathsWithoutNamespace
    /// Without a mount namespace the root would be made of the host's mounts, and among them.
    case mountNamespaceMissing
    /// The mount namespace that is joined is the runtime's own, whose root would be changed.
    case mountNamespaceOfHost(path: String)
    /// Labels need SELinux.
    case labelWithoutSELinux
    /// A kind of namespace that the kernel lacks.
    case namespaceUnsupported(NamespaceKind)
    /// A user namespace needs mappings or a path.
    case userNamespaceEmpty
    /// Mappings need a user namespace.
    case mappingsWithoutNamespace
    /// Offsets of a joined time namespace are as they are.
    case timeOffsetsOfJoinedNamespace
    /// Offsets need a time namespace.
    case timeOffsetsWithoutNamespace
    /// The kernel parameter would be the host's.
    case sysctlOfHostIPC(String)
    /// The kernel parameter would be the host's.
    case sysctlOfHostNetwork(String)
    /// The kernel parameter is what the document's own field sets.
    case sysctlConflict(String, field: String)
    /// The kernel parameter is not any container's own.
    case sysctlOfHost(String)
    /// The network namespace cannot be found.
    case networkNamespace(LinuxError)
    /// A group's name that is a path.
    case rdtGroup(String)
    /// The processor cannot share out its cache.
    case rdtCacheUnsupported
    /// The processor cannot share out memory bandwidth.
    case rdtBandwidthUnsupported
    /// Files of version 2 on a host with version 1.
    case unifiedUnsupported
    /// A limit for swap needs one for memory.
    case swapWithoutMemory
    /// No such limit.
    case memoryLimit(Int64)
    /// The limit for memory and swap is below that for memory.
    case swapBelowMemory
    /// A priority that the policy does not have.
    case schedulerNice(Int32, policy: String)
    /// A priority that the policy does not have.
    case schedulerPriority
    /// Times that the policy does not have.
    case schedulerTimes
    /// Not 0 to 7.
    case ioPriority(Int)
    /// Nodes for a mode that takes none.
    case memoryPolicyHasNodes(Int)
    /// A mode that needs nodes.
    case memoryPolicyLacksNodes
    /// Network interfaces are moved only into a namespace.
    case netDevicesWithoutNamespace
    /// Only root moves network interfaces.
    case netDevicesRootless
    /// No network interface can be called so.
    case netDeviceName(String)
    /// Only root can do without a user namespace.
    case rootlessWithoutNamespace
    /// A user namespace without users.
    case rootlessWithoutUsers
    /// A user namespace without groups.
    case rootlessWithoutGroups
    /// A mount for somebody whom the user namespace does not have: `uid` or `gid`.
    case rootlessMountOwner(option: String, id: UInt32)
}

/// What can be wrong with one mount.
public enum MountFault: String, Error, Hashable, Sendable {
    /// The kernel would cut the text off.
    case containsNUL = "mount field contains null byte"
    /// A bind mount's file system is mounted already and takes no options.
    case bindWithData = "bind mounts cannot have any filesystem-specific options applied"
    /// `MountConfiguration.idMapping` says it.
    case idMapAttribute = "mount configuration cannot contain recAttr for MOUNT_ATTR_IDMAP"
    /// Owners of a new file system cannot be mapped.
    case idMapNotBind = "id-mapped mounts are only supported for bind-mounts"
    /// Only root can map owners.
    case idMapRootless = "id-mapped mounts are not supported for rootless containers"
    /// Users without groups or groups without users.
    case idMapIncomplete = "id-mapped mounts must have both uid and gid mappings specified"
    /// Mappings in two places.
    case idMapTwice = "id-mapped mounts cannot have both userns_path and uid and gid mappings specified"
}
