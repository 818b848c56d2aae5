public import Cgroups
public import Linux
public import OCI
public import SystemPackage

/// What the operator decided about all containers.
public struct BundleConfiguration: Sendable, Hashable {
    /// Process 1 of every container.
    public var initProgram: FilePath
    /// The ids of unprivileged containers' user namespaces.
    public var mapping: UserMapping
    /// The cgroup below which every container has its own, absolute from each hierarchy's root.
    public var cgroupParent: String
    /// Whether only memory is limited, and not memory and swap together.
    public var disableSwapLimit = false
    /// Microseconds of CPU quota per share and period; nil leaves CPU time uncapped.
    public var quotaPerShare: UInt64?
    /// Block I/O weight of all containers; nil: the kernel's.
    public var blockIOWeight: UInt16?
    /// The most block I/O per second that a container may do on each device.
    public var blockIOThrottle = BlockIOLimits.Throttle()
    /// AppArmor profile of unprivileged containers.
    public var apparmorProfile: String?
    /// Whether no process of an unprivileged container can gain privileges.
    public var noNewPrivileges = false
    /// Devices that privileged containers may use beside the usual ones.
    public var extraDevices: [OCIDeviceRule] = []
    /// Kernel parameters of every container's network.
    public var networkParameters: [String: String] = [:]

    /// Containers as they are by default.
    public init(initProgram: FilePath, mapping: UserMapping, cgroupParent: String) {
        (self.initProgram, self.mapping, self.cgroupParent) = (initProgram, mapping, cgroupParent)
    }
}
