import Cgroups
import Garden
import Guardian
import OCI

/// A container that a pea is to be started in.
struct PeaHost: Sendable {
    /// Its bundle.
    var bundle: RuntimeSpec
    /// Its init, whose namespaces the pea shares.
    var initProcess: Int32
    /// What it shows inside of its own folder: the files of its network.
    var networkMounts: [OCIMount]
}

/// The bundle of a pea: what a container of the same image would have, in the namespaces of `host` and with a mount
/// namespace of its own.
///
/// Containers have no cgroup namespace, and so peas have none.
struct PeaRules: Sendable {
    let configuration: BundleConfiguration
    let facts: any HostFacts

    /// The bundle without its process. `plan` is that of a container with the pea's root file system, mounts and limits.
    func bundle(for plan: ContainerPlan, in host: PeaHost, _ cgroup: PeaCgroup) -> RuntimeSpec {
        let rules: [any BundleRule] = [
            BaseRule(initProgram: nil, facts: facts), PrivilegeRule(configuration: configuration, facts: facts),
            MountRule(facts: facts), EnvironmentRule(), OOMScoreRule(facts: facts), RootFSRule(),
            DeviceRule(extra: configuration.extraDevices),
        ]
        var bundle = RuntimeSpec()
        for rule in rules + limits(of: cgroup) { rule.apply(plan, to: &bundle) }
        bundle.mounts += host.networkMounts
        bundle.linux.namespaces = [OCINamespace(.mount)] + shared(with: host)
        (bundle.linux.userMappings, bundle.linux.groupMappings) = (
            host.bundle.linux.userMappings, host.bundle.linux.groupMappings
        )
        bundle.linux.cgroupsPath = cgroup.tree.path
        return bundle
    }

    /// In version 2 a cgroup below one with processes limits nothing (cgroups(7), "no internal processes"): there a pea
    /// that shares its container's limits has none to be written.
    private func limits(of cgroup: PeaCgroup) -> [any BundleRule] {
        if !cgroup.isOwn, facts.hasUnifiedCgroups { return [] }
        return [
            MemoryRule(limitsSwap: !configuration.disableSwapLimit),
            CPURule(quotaPerShare: configuration.quotaPerShare, isUnified: facts.hasUnifiedCgroups),
            BlockIORule(throttle: configuration.blockIOThrottle, facts: facts),
        ]
    }

    private func shared(with host: PeaHost) -> [OCINamespace] {
        let files: [(OCINamespace.Kind, String)] = [
            (.network, "net"), (.ipc, "ipc"), (.pid, "pid"), (.uts, "uts"), (.user, "user"),
        ]
        let kinds = Set(host.bundle.linux.namespaces.map(\.kind))
        return files.filter { kinds.contains($0.0) }.map { kind, file in
            OCINamespace(kind, path: "/proc/\(host.initProcess)/ns/\(file)")
        }
    }
}

/// Where a pea's processes are counted and limited.
struct PeaCgroup: Sendable, Hashable {
    /// The cgroup.
    let tree: CgroupTree
    /// Whether it is beside the container's, with limits of its own, and not below it, where the container's hold.
    let isOwn: Bool

    /// One of the two cgroups that the pea of a container may have.
    init(_ pea: Pea, of container: CgroupTree, isOwn: Bool, in root: CgroupRoot) throws {
        let parent = isOwn ? try root.peas(of: String(container.path.split(separator: "/").last ?? "")) : container
        (tree, self.isOwn) = (try parent.child(pea.name), isOwn)
    }
}
