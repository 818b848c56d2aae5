public import OCI

/// Where a container's cgroup is, and what is in force there.
public struct CgroupConfiguration: Sendable, Hashable {
    /// Who makes the cgroup.
    public enum Driver: Sendable, Hashable {
        /// The runtime, in the cgroup file systems.
        case cgroupfs
        /// systemd, asked for a scope.
        case systemd
    }

    /// Who makes it.
    public var driver = Driver.cgroupfs
    /// The name that stands for a path that the document does not give: the container's id. Empty when there is a path.
    public var name = ""
    /// The path that the document gives, cleaned: from each hierarchy's root when it begins with `/`, else from the
    /// runtime's own cgroup.
    public var path = ""
    /// What is in force, with the rules for devices that every container has at the end.
    public var resources = OCIResources()
    /// Whether errors about permissions are passed over.
    public var isRootless = false
    /// The host's user who may manage it from inside (version 2 alone); nil: root.
    public var owner: UInt32?

    /// Rules for the devices that every container has, which a document's are followed by.
    public static var defaultDeviceRules: [OCIDeviceRule] { DefaultDeviceRules.all(DeviceConfiguration.defaults) }

    /// An unnamed cgroup without limits, in which no device can be used.
    public init() {}

    /// The path in each hierarchy; see `isRelative`.
    public var effectivePath: String { path.isEmpty ? name : path }

    /// Whether `effectivePath` is to be taken from the runtime's own cgroup of each hierarchy.
    public var isRelative: Bool { effectivePath.utf8.first != UInt8(ascii: "/") }
}
