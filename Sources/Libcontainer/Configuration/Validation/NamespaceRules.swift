import Linux
import OCI
import SystemPackage

/// The root, namespaces, and what needs one of them.
extension Configuration {
    func checkRoot(_ host: some HostInspecting) throws(ConfigurationFault) {
        let resolved: FilePath
        do {
            resolved = try host.resolved(rootFS)
        } catch {
            throw .rootNotFound(error)
        }
        guard FilePath(CleanPath.lexical(rootFS.string)) == resolved else { throw .rootNotResolved }
    }

    func checkNames() throws(ConfigurationFault) {
        if namespaces.contains(.uts) { return }
        if !hostname.isEmpty { throw .hostnameWithoutNamespace }
        if !domainname.isEmpty { throw .domainnameWithoutNamespace }
    }

    func checkPaths() throws(ConfigurationFault) {
        if namespaces.contains(.mount) { return }
        let hasPaths = !maskedPaths.isEmpty || !readOnlyPaths.isEmpty
        throw hasPaths ? .pathsWithoutNamespace : .mountNamespaceMissing
    }

    func checkLabel(_ host: some HostInspecting) throws(ConfigurationFault) {
        if !processLabel.isEmpty, !host.exists("/sys/fs/selinux/enforce") { throw .labelWithoutSELinux }
    }

    func checkUserNamespace(_ host: some HostInspecting) throws(ConfigurationFault) {
        let hasMappings = !userMappings.isEmpty || !groupMappings.isEmpty
        guard namespaces.contains(.user) else {
            if hasMappings { throw .mappingsWithoutNamespace }
            return
        }
        if namespaces.isNew(.user), !hasMappings { throw .userNamespaceEmpty }
    }

    func checkNamespaceSupport(_ host: some HostInspecting) throws(ConfigurationFault) {
        // The others are older than anything that this program runs on.
        let files: KeyValuePairs<NamespaceKind, FilePath> = [
            .user: "/proc/self/ns/user", .cgroup: "/proc/self/ns/cgroup", .time: "/proc/self/timens_offsets",
        ]
        for (kind, file) in files where namespaces.contains(kind) && !host.exists(file) {
            throw .namespaceUnsupported(kind)
        }
    }

    func checkTimeOffsets() throws(ConfigurationFault) {
        if timeOffsets.isEmpty { return }
        if !namespaces.contains(.time) { throw .timeOffsetsWithoutNamespace }
        if !namespaces.isNew(.time) { throw .timeOffsetsOfJoinedNamespace }
    }

    func checkNetDevices() throws(ConfigurationFault) {
        if netDevices.isEmpty { return }
        if !namespaces.contains(.network) { throw .netDevicesWithoutNamespace }
        if isRootlessUser || isRootlessCgroups { throw .netDevicesRootless }
        for (name, device) in netDevices.sorted(by: { $0.key < $1.key }) {
            for name in [name, device.name ?? name] where !Self.canNameNetDevice(name) { throw .netDeviceName(name) }
        }
    }

    /// As the kernel has it (dev_valid_name in net/core/dev.c).
    private static func canNameNetDevice(_ name: String) -> Bool {
        guard (1..<16).contains(name.utf8.count), name != ".", name != ".." else { return false }
        return name.utf8.allSatisfy { byte in
            ![UInt8(ascii: "/"), UInt8(ascii: ":"), 0x20, 0x0B, 0x0C].contains(byte) && !(0x00...0x0D).contains(byte)
        }
    }

    func checkRootless() throws(ConfigurationFault) {
        guard isRootlessUser else { return }
        guard namespaces.contains(.user) else { throw .rootlessWithoutNamespace }
        if namespaces.isNew(.user) {
            if userMappings.isEmpty { throw .rootlessWithoutUsers }
            if groupMappings.isEmpty { throw .rootlessWithoutGroups }
        }
        for option in mounts.lazy.flatMap({ $0.data.split(separator: ",") }) {
            try checkRootlessOwner(option, "uid", userMappings)
            try checkRootlessOwner(option, "gid", groupMappings)
        }
    }

    private func checkRootlessOwner(
        _ option: Substring, _ name: String, _ mappings: [IDMapping]
    ) throws(ConfigurationFault) {
        guard option.hasPrefix(name), option.dropFirst(name.count).first == "=" else { return }
        guard let id = UInt32(option.dropFirst(name.count + 1)) else { return }
        if !mappings.contains(where: { $0.maps(id) }) { throw .rootlessMountOwner(option: name, id: id) }
    }
}
