import Linux
import OCI
import SystemPackage

/// Mounts, cgroups, processors and memory.
extension Configuration {
    func checkMounts() throws(ConfigurationFault) {
        for mount in mounts {
            do {
                try mount.check(isRootless: isRootlessUser)
            } catch {
                throw .mount(destination: mount.destination, error)
            }
        }
    }

    /// Whether a rule depends on the version of the host's cgroups, which takes reading files.
    var needsCgroupVersion: Bool {
        guard let resources = cgroup?.resources else { return false }
        return !resources.unified.isEmpty || (resources.memory.swap ?? 0) != 0
    }

    /// - Parameter hasUnified: whether cgroups are of version 2 alone.
    func checkCgroup(hasUnified: Bool) throws(ConfigurationFault) {
        guard let resources = cgroup?.resources else { return }
        if !hasUnified, !resources.unified.isEmpty { throw .unifiedUnsupported }
        if hasUnified { try Self.checkSwap(resources.memory.swap ?? 0, memory: resources.memory.limit ?? 0) }
    }

    /// Version 2 has a limit for swap alone: the difference. 0 and -1 stand for no limit said and no limit.
    private static func checkSwap(_ swap: Int64, memory: Int64) throws(ConfigurationFault) {
        if swap == 0 || swap == -1 { return }
        if memory == 0 || memory == -1 { throw .swapWithoutMemory }
        if memory < -1 { throw .memoryLimit(memory) }
        if swap < memory { throw .swapBelowMemory }
    }

    func checkIntelRDT(_ host: some HostInspecting) throws(ConfigurationFault) {
        guard let intelRDT else { return }
        let group = intelRDT.groupID ?? ""
        if group == "." || group == ".." || group.utf8.contains(UInt8(ascii: "/")) { throw .rdtGroup(group) }
        let needsCache = !(intelRDT.cacheSchema ?? "").isEmpty
        if needsCache, !host.exists("/sys/fs/resctrl/info/L3") { throw .rdtCacheUnsupported }
        let needsBandwidth = !(intelRDT.bandwidthSchema ?? "").isEmpty
        if needsBandwidth, !host.exists("/sys/fs/resctrl/info/MB") { throw .rdtBandwidthUnsupported }
    }
}

extension MountConfiguration {
    func check(isRootless: Bool) throws(MountFault) {
        // The kernel would silently leave them out.
        if isBind, !data.isEmpty { throw .bindWithData }
        if let attributes = recursiveAttributes, attributes.set.union(attributes.cleared).contains(.idMapped) {
            throw .idMapAttribute
        }
        guard let idMapping else { return }
        if !isBind { throw .idMapNotBind }
        if isRootless { throw .idMapRootless }
        if idMapping.userNamespacePath == nil {
            if idMapping.users.isEmpty || idMapping.groups.isEmpty { throw .idMapIncomplete }
        } else if !idMapping.users.isEmpty || !idMapping.groups.isEmpty {
            throw .idMapTwice
        }
    }
}

extension Scheduling {
    func check() throws(ConfigurationFault) {
        if policy == .other || policy == .batch, !(-20...19).contains(nice) {
            throw .schedulerNice(nice, policy: policy.name)
        }
        if priority != 0, policy != .fifo, policy != .roundRobin { throw .schedulerPriority }
        let hasTimes = runtime != 0 || deadline != 0 || period != 0
        if hasTimes, policy != .deadline { throw .schedulerTimes }
    }
}

extension IOPriority {
    func check() throws(ConfigurationFault) {
        if !(0...7).contains(level) { throw .ioPriority(Int(level)) }
    }
}

extension MemoryPolicy {
    func check() throws(ConfigurationFault) {
        switch mode {
        case .standard, .local:
            if !nodes.isEmpty { throw .memoryPolicyHasNodes(nodes.words.reduce(0) { $0 + $1.nonzeroBitCount }) }
        case .bind, .interleave, .preferredMany, .weightedInterleave:
            if nodes.isEmpty { throw .memoryPolicyLacksNodes }
        case .preferred: break
        }
    }
}

extension MountAttributes {
    /// MOUNT_ATTR_IDMAP, which `MountConfiguration.idMapping` stands for.
    fileprivate static let idMapped = MountAttributes(rawValue: 0x10_0000)
}
