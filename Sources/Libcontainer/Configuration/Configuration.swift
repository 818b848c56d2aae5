public import Linux
public import OCI
public import SystemPackage

/// What a container is, once it has been translated for the kernel; see `init(_:options:)` for where it comes from.
///
/// Paths of the inside, and sources of mounts, are text as the document has it; whoever uses them resolves them inside
/// the root.
public struct Configuration: Sendable, Hashable {
    /// The version of the runtime specification that all of this follows.
    public static let specificationVersion = "1.3.0"

    // MARK: the root and what is mounted

    /// The root file system's folder, absolute.
    public var rootFS: FilePath
    /// Whether the root file system cannot be written.
    public var isRootReadOnly = false
    /// Whether the root is changed by MS_MOVE and chroot(2), for hosts that live in their first RAM disk.
    public var noPivotRoot = false
    /// How mounts of the root spread; empty: the runtime's default, slave and recursive.
    public var rootPropagation: MountFlags = []
    /// What is mounted, in order.
    public var mounts: [MountConfiguration] = []
    /// Device nodes, the default ones among them.
    public var devices: [DeviceConfiguration] = []
    /// Paths inside that cannot be read.
    public var maskedPaths: [String] = []
    /// Paths inside that cannot be written.
    public var readOnlyPaths: [String] = []
    /// The SELinux context of the mounts; empty: none.
    public var mountLabel = ""

    // MARK: namespaces

    /// The namespaces.
    public var namespaces = NamespaceConfiguration()
    /// Users of the user namespace; of one that is joined, those it has (see `adoptMappings`).
    public var userMappings: [IDMapping] = []
    /// Groups of the user namespace.
    public var groupMappings: [IDMapping] = []
    /// The name of the host inside; empty: as it is.
    public var hostname = ""
    /// The NIS domain inside; empty: as it is.
    public var domainname = ""
    /// Kernel parameters by their names, with dots or slashes.
    public var sysctl: [String: String] = [:]
    /// How far clocks are ahead inside; each clock at most once.
    public var timeOffsets: [TimeOffset] = []
    /// Network interfaces that are moved inside, by their names outside.
    public var netDevices: [String: OCINetDevice] = [:]

    // MARK: limits

    /// The cgroup; nil: none is made (only ever so in a configuration that no document made).
    public var cgroup: CgroupConfiguration?
    /// Limits for processes that say nothing themselves. A document's are in its process.
    public var resourceLimits: [ResourceLimit] = []
    /// What the kernel adds to the badness of processes when memory is out, -1000 to 1000; nil: nothing is changed.
    public var oomScoreAdjustment: Int?
    /// Cache and memory bandwidth.
    public var intelRDT: OCIIntelRDT?
    /// Which memory is used.
    public var memoryPolicy: MemoryPolicy?
    /// How processes are scheduled that say nothing themselves.
    public var scheduler: Scheduling?
    /// The turn at block devices of processes that say nothing themselves.
    public var ioPriority: IOPriority?
    /// The processors of processes that enter.
    public var cpuAffinity: CPUAffinity?

    // MARK: security

    /// The capabilities, by name, of processes that say nothing themselves; nil: none. The kernel may not know some.
    public var capabilities: OCICapabilities?
    /// System calls; nil: all are allowed.
    public var seccomp: OCISeccomp?
    /// Whether neither a process nor its children can gain privileges.
    public var noNewPrivileges = false
    /// The AppArmor profile of processes that say nothing themselves; empty: none. A document's is in its process.
    public var apparmorProfile = ""
    /// The SELinux context of processes; empty: none.
    public var processLabel = ""
    /// The mask for new files, umask(2); nil: 022.
    public var umask: UInt32?
    /// Whether processes keep the caller's session keyring.
    public var noNewKeyring = false
    /// The execution domain, personality(2); nil: nothing is changed.
    public var personality: UInt32?
    /// The signal that init gets when the runtime ends; 0: none.
    public var parentDeathSignal: Int32 = 0

    // MARK: about it

    /// Programs that are run when the state changes.
    public var hooks = OCIHooks()
    /// `key=value`: the document's annotations, and `bundle=` with the bundle's folder at the end.
    public var labels: [String] = []
    /// The version of the specification that wrote this.
    public var version = Configuration.specificationVersion
    /// Whether the runtime was started by somebody else than root.
    public var isRootlessUser = false
    /// Whether errors about cgroups are to be expected.
    public var isRootlessCgroups = false

    /// A container that only has a root.
    public init(rootFS: FilePath) { self.rootFS = rootFS }
}

extension Configuration {
    /// The bundle's folder; nil for a container that no bundle made.
    public var bundle: FilePath? {
        labels.last { $0.hasPrefix(Self.bundleLabel) }.map { FilePath(String($0.dropFirst(Self.bundleLabel.count))) }
    }

    /// The document's annotations.
    public var annotations: [String: String] {
        var annotations: [String: String] = [:]
        for label in labels where !label.hasPrefix(Self.bundleLabel) {
            guard let equals = label.firstIndex(of: "=") else { continue }
            annotations[String(label[..<equals])] = String(label[label.index(after: equals)...])
        }
        return annotations
    }

    static let bundleLabel = "bundle="

    /// Whether the loopback interface is to be brought up: the network namespace is the container's own.
    public var hasLoopback: Bool { namespaces.isNew(.network) }
}
