import Linux
public import OCI
import SystemPackage

extension Configuration {
    /// Translates a bundle's document, as runc's specconv does. Looks at nothing but its arguments.
    ///
    /// Not everything is checked: `validate` follows. Of a user namespace that is joined and whose mappings the document
    /// does not give, `adoptMappings` tells; until then the device nodes belong to the host's root.
    ///
    /// - Throws: `LibcontainerError.configuration` for what cannot be expressed.
    public init(_ spec: RuntimeSpec, options: TranslationOptions) throws(LibcontainerError) {
        do {
            try self.init(translating: spec, options)
        } catch {
            throw .configuration(error)
        }
        if namespaces.contains(.user), !userMappings.isEmpty || namespaces.isNew(.user) { try giveDevicesToRoot() }
        setCgroupOwner(processUser: spec.hasProcess ? spec.process.user.uid : 0)
    }

    private init(translating spec: RuntimeSpec, _ options: TranslationOptions) throws(ConfigurationFault) {
        guard !spec.rootPath.isEmpty else { throw .rootMissing }
        try spec.rootPath.checkNoNUL("root.path")
        let bundle = options.bundle.string
        self.init(rootFS: FilePath(CleanPath.absolute(spec.rootPath, in: bundle)))
        isRootReadOnly = spec.isRootReadOnly
        (noPivotRoot, noNewKeyring) = (options.noPivotRoot, options.noNewKeyring)
        (isRootlessUser, isRootlessCgroups) = (options.isRootlessUser, options.isRootlessCgroups)
        labels = spec.annotations.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        labels.append(Self.bundleLabel + bundle)
        hooks = spec.hooks
        mounts.reserveCapacity(spec.mounts.count)
        for mount in spec.mounts { mounts.append(try MountConfiguration(mount, bundle: bundle)) }
        try takeNames(spec)
        try takeNamespaces(spec.linux)
        try takeDevices(spec.linux, options)
        try takeRestrictions(spec.linux)
        if spec.hasProcess { try takeProcess(spec.process) }
    }

    private mutating func takeNames(_ spec: RuntimeSpec) throws(ConfigurationFault) {
        hostname = spec.hostname ?? ""
        domainname = spec.domainname ?? ""
        try hostname.checkNoNUL("hostname")
        try domainname.checkNoNUL("domainname")
    }

    private mutating func takeNamespaces(_ linux: OCILinux) throws(ConfigurationFault) {
        for namespace in linux.namespaces {
            let path = namespace.path.flatMap { $0.isEmpty ? nil : $0 }
            try path?.checkNoNUL("linux.namespaces.path")
            guard let kind = NamespaceKind(rawValue: namespace.kind.rawValue) else { continue }
            guard namespaces.add(.init(kind, path: path)) else { throw .namespaceTwice(kind) }
        }
        try takeTimeOffsets(linux)
        netDevices = linux.netDevices
        // As in runc, mappings for a user namespace that is not asked for mean nothing.
        guard namespaces.contains(.user) else { return }
        userMappings = linux.userMappings.map(IDMapping.init)
        groupMappings = linux.groupMappings.map(IDMapping.init)
        for index in mounts.indices {
            mounts[index].idMapping = mounts[index].idMapping?.completed(from: self)
        }
    }

    private mutating func takeTimeOffsets(_ linux: OCILinux) throws(ConfigurationFault) {
        for (name, offset) in linux.timeOffsets.sorted(by: { $0.key < $1.key }) {
            guard let clock = TimeOffset.Clock(rawValue: name) else { throw .clock(name) }
            timeOffsets.append(
                TimeOffset(clock: clock, seconds: offset.seconds, nanoseconds: offset.nanoseconds))
        }
    }

    private mutating func takeDevices(_ linux: OCILinux, _ options: TranslationOptions) throws(ConfigurationFault) {
        let replaced = Set(linux.devices.map(\.path))
        let defaults =
            replaced.isEmpty
            ? DeviceConfiguration.defaults : DeviceConfiguration.defaults.filter { !replaced.contains($0.path) }
        devices = defaults
        for device in linux.devices { devices.append(try DeviceConfiguration(device)) }
        cgroup = try CgroupConfiguration(linux, defaults: defaults, options)
    }

    private mutating func takeRestrictions(_ linux: OCILinux) throws(ConfigurationFault) {
        if let name = linux.rootFSPropagation, !name.isEmpty {
            guard let flags = MountFlags(propagation: name) else { throw .rootPropagation(name) }
            rootPropagation = flags
            if noPivotRoot, flags.contains(.private) { throw .privateWithoutPivot }
        }
        (maskedPaths, readOnlyPaths) = (linux.maskedPaths, linux.readOnlyPaths)
        for path in maskedPaths { try path.checkNoNUL("linux.maskedPaths") }
        for path in readOnlyPaths { try path.checkNoNUL("linux.readonlyPaths") }
        mountLabel = linux.mountLabel ?? ""
        sysctl = linux.sysctl
        seccomp = linux.seccomp
        intelRDT = linux.intelRDT
        if let policy = linux.memoryPolicy { memoryPolicy = try MemoryPolicy(policy) }
        switch linux.personality?.domain {
        case nil: break
        case "LINUX": personality = 0
        case "LINUX32": personality = 8
        case let domain?: throw .personality(domain)
        }
    }

    /// What holds for every process that says nothing else; the rest stays with the document's own process.
    private mutating func takeProcess(_ process: OCIProcess) throws(ConfigurationFault) {
        oomScoreAdjustment = process.oomScoreAdjustment
        noNewPrivileges = process.noNewPrivileges
        umask = process.user.umask
        processLabel = process.selinuxLabel ?? ""
        capabilities = process.capabilities
        if let given = process.scheduler { scheduler = try Scheduling(given) }
        if let given = process.ioPriority { ioPriority = try IOPriority(given) }
        if let given = process.cpuAffinity { cpuAffinity = try CPUAffinity(given) }
    }

    /// Who has a cgroup namespace and may write there gets the cgroup.
    private mutating func setCgroupOwner(processUser: UInt32) {
        guard namespaces.isNew(.cgroup) else { return }
        let isWritable = mounts.contains { mount in
            mount.source == "cgroup" && !mount.flags.contains(.readOnly)
                && CleanPath.lexical(mount.destination) == "/sys/fs/cgroup"
        }
        guard isWritable else { return }
        do {
            let owner = try hostUser(processUser)
            cgroup?.owner = owner
        } catch {
            // A user that is not mapped is an error, but of the process: whoever starts it says so.
        }
    }
}

extension IDMapping {
    init(_ mapping: OCIIDMapping) {
        self.init(containerID: mapping.containerID, hostID: mapping.hostID, size: mapping.size)
    }
}
