import Cgroups
import Linux
import SystemPackage

extension Configuration {
    /// Holds a configuration against every rule about what goes together, in runc's order.
    ///
    /// - Parameter host: answers what depends on the host; asked only where a rule applies.
    /// - Throws: `LibcontainerError.configuration` for the first rule that is broken, `.cgroup` when the host's cgroups
    ///   cannot be looked at.
    public func validate(on host: some HostInspecting = LocalHost()) throws(LibcontainerError) {
        var hasUnifiedCgroups = false
        do {
            if needsCgroupVersion { hasUnifiedCgroups = try host.hasUnifiedCgroups() }
        } catch {
            throw .cgroup(error)
        }
        do {
            try checkCgroup(hasUnified: hasUnifiedCgroups)
            try checkRoot(host)
            try checkNetDevices()
            try checkNames()
            try checkPaths()
            try checkLabel(host)
            try checkUserNamespace(host)
            try checkNamespaceSupport(host)
            try checkTimeOffsets()
            try checkSysctl(host)
            try checkIntelRDT(host)
            try checkRootless()
            try checkMounts()
            try scheduler?.check()
            try ioPriority?.check()
            try memoryPolicy?.check()
        } catch {
            throw .configuration(error)
        }
    }

    /// What is strange, though runc takes it: one sentence each, for a log.
    public var warnings: [String] {
        mounts.filter { $0.destination.utf8.first != UInt8(ascii: "/") }.map {
            "mount \($0.destination): relative destination path is **deprecated**, using it as relative to /"
        }
    }
}
