import Cgroups
public import Garden
public import Guardian
import Linux
import LinuxAsync
import RuncCommand
import SystemPackage
import TrackerClient

extension RuntimeContainerizer {
    /// What a container uses: see `Containerizing`.
    ///
    /// Seven files at most, in one go.
    public func usage(of handle: Handle) async throws -> ContainerUsage {
        let (section, cgroup) = try await kernelSide(of: handle)
        return try await system.blocking {
            try Self.naming(handle) { () throws(CgroupError) in
                let parts: CgroupStatistics.Parts = [.processorTime, .memory, .pids]
                var usage = ContainerUsage(try cgroup.statistics(parts))
                if section.limits.cpu.shares > 0 {
                    var limits = CgroupLimits()
                    limits.cpuShares = try cgroup.cpuShares()
                    usage.cpuShares = LimitsInForce(asked: section.limits, kernel: limits, on: cgroup.layout).shares
                }
                return usage
            }
        }
    }

    /// The limits in force: see `Containerizing`.
    ///
    /// What was asked for is answered as long as the kernel has what that comes to; what somebody changed there, as the
    /// kernel has it.
    public func limits(of handle: Handle) async throws -> Limits {
        let (section, cgroup) = try await kernelSide(of: handle)
        return try await system.blocking {
            try Self.naming(handle) { () throws(CgroupError) in
                let kernel = try cgroup.limits()
                // Without any of its files it is the cgroup that is not there, not its limits.
                if kernel == CgroupLimits(), try !cgroup.exists() { throw .absent(cgroup.path) }
                return LimitsInForce(asked: section.limits, kernel: kernel, on: cgroup.layout).limits
            }
        }
    }

    private func kernelSide(of handle: Handle) async throws -> (ContainerSection, CgroupTree) {
        guard let section = try await section(of: handle) else {
            throw GardenError.containerNotFound(handle: handle.value)
        }
        return (section, try CgroupTree(section.cgroup, in: configuration.cgroups.tree.layout))
    }

    /// Does `work`; where that finds no cgroup, the error says whose.
    private static func naming<Answer>(
        _ handle: Handle, _ work: () throws(CgroupError) -> Answer
    ) throws -> Answer {
        do {
            return try work()
        } catch {
            throw error.isAbsence ? RunDMCError.cgroupGone(handle: handle.value) : error
        }
    }

    /// Does `work`, which makes a container, and says of a limit that is too small which one it is.
    static func explaining(_ plan: ContainerPlan, _ work: () async throws -> PID) async throws -> PID {
        do {
            return try await work()
        } catch TrackerError.runtime(.memoryLimitTooSmall, let message, _) {
            throw RunDMCError.memoryLimitTooSmall(
                handle: plan.handle.value, bytes: plan.limits.memory.limitInBytes, reason: message)
        }
    }
}

extension CgroupTree {
    /// Sets the share of devices' time, which runtimes do not know how to do with every kernel.
    func weighBlockIO(_ weight: UInt16) throws(CgroupError) {
        var limits = BlockIOLimits()
        limits.weight = UInt64(weight)
        try apply(limits)
    }
}

extension CgroupError {
    fileprivate static func absent(_ path: String) -> CgroupError {
        .system(.failed(operation: "read cgroup", subject: path, errno: .noSuchFileOrDirectory))
    }
}
