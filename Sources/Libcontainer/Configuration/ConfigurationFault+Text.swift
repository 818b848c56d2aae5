import Linux

extension ConfigurationFault: CustomStringConvertible {
    /// What runc says in this case, verbatim where it says something: callers search the texts.
    public var description: String {
        translationText ?? idText ?? namespaceText ?? sysctlText ?? limitText ?? "invalid configuration"
    }

    private var translationText: String? {
        switch self {
        case .rootMissing: "root must be specified"
        case .containsNUL(let field): "\(field) contains null byte"
        case .mount(let destination, let fault): "invalid mount \(destination): \(fault.rawValue)"
        case .rootPropagation(let name): "rootfsPropagation=\(name) is not supported"
        case .privateWithoutPivot: "rootfsPropagation of [r]private is not safe without pivot_root"
        case .namespaceTwice(let kind): "malformed spec file: duplicated ns \"\(kind.rawValue)\""
        case .deviceType(let type): "invalid device type \"\(type)\""
        case .deviceRuleType(let type): "invalid cgroup device type \"\(type)\""
        case .deviceRuleAccess(let index): "device access at \(index) field cannot be empty"
        case .clock(let name): "invalid clock \"\(name)\" in timeOffsets"
        case .personality(let domain): "invalid personality domain \(domain)"
        case .resourceLimit(let name): "wrong rlimit value: \(name)"
        case .systemdPath(let path):
            "expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got \"\(path)\" instead"
        case .systemdUnsupported: "the systemd cgroup driver is not supported yet: leave out --systemd-cgroup"
        default: nil
        }
    }

    private var idText: String? {
        switch self {
        case .noUserMappings: "user namespaces enabled, but no uid mappings found"
        case .noGroupMappings: "user namespaces enabled, but no gid mappings found"
        case .userNotMapped: "user namespaces enabled, but no user mapping found"
        case .groupNotMapped: "user namespaces enabled, but no group mapping found"
        case .mappingsDiffer:
            "user namespaces enabled, but both namespace path and non-matching mapping specified"
                + " -- you may only provide one"
        case .rootlessWithoutNamespace: "rootless container requires user namespaces"
        case .rootlessWithoutUsers: "rootless containers requires at least one UID mapping"
        case .rootlessWithoutGroups: "rootless containers requires at least one GID mapping"
        case .rootlessMountOwner(let option, let id):
            "cannot specify \(option)=\(id) mount option for rootless container: "
                + "user namespaces enabled, but no \(option == "uid" ? "user" : "group") mapping found"
        default: nil
        }
    }

    private var namespaceText: String? {
        switch self {
        case .rootNotFound(let error): "invalid rootfs: \(error)"
        case .rootNotResolved: "invalid rootfs: not an absolute path, or a symlink"
        case .hostnameWithoutNamespace: "unable to set hostname without a private UTS namespace"
        case .domainnameWithoutNamespace: "unable to set domainname without a private UTS namespace"
        case .pathsWithoutNamespace: "unable to restrict sys entries without a private MNT namespace"
        case .mountNamespaceMissing: "unable to make a root file system without a private MNT namespace"
        case .mountNamespaceOfHost(let path): "the mount namespace \(path) is the runtime's own"
        case .labelWithoutSELinux:
            "selinux label is specified in config, but selinux is disabled or not supported"
        case .namespaceUnsupported(let kind): "\(kind.rawValue) namespaces aren't enabled in the kernel"
        case .userNamespaceEmpty:
            "user namespaces enabled, but no namespace path to join nor mappings to apply specified"
        case .mappingsWithoutNamespace:
            "user namespace mappings specified, but user namespace isn't enabled in the config"
        case .timeOffsetsOfJoinedNamespace:
            "time namespace enabled, but both namespace path and time offsets specified -- you may only provide one"
        case .timeOffsetsWithoutNamespace:
            "time namespace offsets specified, but time namespace isn't enabled in the config"
        case .netDevicesWithoutNamespace: "unable to move network devices without a private NET namespace"
        case .netDevicesRootless: "network devices are not supported for rootless containers"
        case .netDeviceName(let name): "invalid network device name \"\(name)\""
        default: nil
        }
    }

    private var sysctlText: String? {
        switch self {
        case .sysctlOfHostIPC(let name): "sysctl \"\(name)\" is not allowed in the hosts ipc namespace"
        case .sysctlOfHostNetwork(let name): "sysctl \"\(name)\" not allowed in host network namespace"
        case .sysctlConflict(let name, let field):
            "sysctl \"\(name)\" is not allowed as it conflicts with the OCI \"\(field)\" field"
        case .sysctlOfHost(let name): "sysctl \"\(name)\" is not in a separate kernel namespace"
        case .networkNamespace(let error): "invalid netns path: \(error)"
        default: nil
        }
    }

    private var limitText: String? {
        switch self {
        case .rdtGroup(let name): "invalid intelRdt.ClosID \"\(name)\""
        case .rdtCacheUnsupported:
            "intelRdt.l3CacheSchema is specified in config, but Intel RDT/CAT is not enabled"
        case .rdtBandwidthUnsupported:
            "intelRdt.memBwSchema is specified in config, but Intel RDT/MBA is not enabled"
        case .unifiedUnsupported: "invalid configuration: cannot use unified on cgroup v1"
        case .swapWithoutMemory: "unable to set swap limit without memory limit"
        case .memoryLimit(let bytes): "invalid memory value: \(bytes)"
        case .swapBelowMemory: "memory+swap limit should be >= memory limit"
        default: schedulingText
        }
    }

    private var schedulingText: String? {
        switch self {
        case .schedulerPolicyMissing: "scheduler policy is required"
        case .schedulerPolicy(let name): "invalid scheduler policy: \(name)"
        case .schedulerFlag(let name): "invalid scheduler flag: \(name)"
        case .schedulerNice(let nice, let policy): "invalid scheduler.nice: \(nice) when scheduler.policy is \(policy)"
        case .schedulerPriority: "scheduler.priority can only be specified for SchedFIFO or SchedRR policy"
        case .schedulerTimes:
            "scheduler runtime/deadline/period can only be specified for SchedDeadline policy"
        case .ioPriorityClass(let name): "invalid ioPriority.Class: \(name)"
        case .ioPriority(let number): "invalid ioPriority.Priority: \(number)"
        case .cpuAffinity(let name, let list): "bad CPUAffinity.\(name): invalid list \"\(list)\""
        case .memoryPolicyMode(let name): "invalid memory policy mode \"\(name)\""
        case .memoryPolicyNodes(let list): "invalid memory policy nodes \"\(list)\""
        case .memoryPolicyFlag(let name): "invalid memory policy flag \"\(name)\""
        case .memoryPolicyHasNodes(let count): "memory policy mode requires 0 nodes but got \(count)"
        case .memoryPolicyLacksNodes: "memory policy mode requires at least one node but got 0"
        default: nil
        }
    }
}
