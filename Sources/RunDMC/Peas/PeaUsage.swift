import Cgroups
import Garden
import Guardian

/// What a pea uses, by the kernel's counters.
struct PeaUsage: Sendable {
    let pea: Pea
    private let cgroup: PeaCgroup
    private let container: ContainerSection
    private let containerCgroup: CgroupTree
    private let section: PeaSection

    /// Nil when there is no record of it.
    init?(of pea: Pea, _ containerizer: RuntimeContainerizer) async throws {
        guard let container = try await containerizer.section(of: pea.handle),
            let section = try await containerizer.peaSection(of: pea)
        else { return nil }
        (self.pea, self.container, self.section) = (pea, container, section)
        containerCgroup = try containerizer.cgroup(of: container)
        cgroup = try PeaCgroup(
            pea, of: containerCgroup, isOwn: section.limits != nil, in: containerizer.configuration.cgroups)
    }

    func read() throws(CgroupError) -> ContainerUsage {
        // In version 2 only processor time is counted below a cgroup with processes (cgroups(7)): of the rest there are
        // the figures of what the pea shares.
        let isCounted = cgroup.isOwn || cgroup.tree.layout.kind != .unified
        var statistics = try cgroup.tree.statistics(isCounted ? [.processorTime, .memory, .pids] : .processorTime)
        if !isCounted {
            let shared = try containerCgroup.statistics([.memory, .pids])
            (statistics.memory, statistics.pids) = (shared.memory, shared.pids)
        }
        var usage = ContainerUsage(statistics)
        usage.cpuShares = try shares()
        return usage
    }

    private func shares() throws(CgroupError) -> UInt64 {
        var asked = Limits()
        asked.cpu = section.limits.map(\.cpu) ?? container.limits.cpu
        guard asked.cpu.shares > 0 else { return 0 }
        let tree = cgroup.isOwn ? cgroup.tree : containerCgroup
        var kernel = CgroupLimits()
        kernel.cpuShares = try tree.cpuShares()
        return LimitsInForce(asked: asked, kernel: kernel, on: tree.layout).shares
    }
}
