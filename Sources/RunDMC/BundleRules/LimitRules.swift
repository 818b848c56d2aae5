import Cgroups
import Garden
import Guardian
import OCI

/// Memory; swap with it, unless the operator leaves swap alone.
struct MemoryRule: BundleRule {
    let limitsSwap: Bool

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        let limit = plan.limits.memory.limitInBytes
        guard limit > 0 else { return }
        bundle.linux.resources.memory.limit = Int64(clamping: limit)
        if limitsSwap { bundle.linux.resources.memory.swap = Int64(clamping: limit) }
    }
}

/// CPU shares, and a quota in proportion when the operator asks for one. What is outside of the kernel's range becomes
/// the nearest that is inside: some runtimes would refuse it.
struct CPURule: BundleRule {
    static let period: UInt64 = 100_000
    static let smallestQuota: UInt64 = 1_000
    /// 44 bits of microseconds (kernel/sched/sched.h, MAX_BW).
    static let largestQuota: UInt64 = (1 << 44) - 1

    /// Microseconds of quota per share; nil leaves CPU time uncapped.
    let quotaPerShare: UInt64?
    /// Whether shares must be written as a weight of the unified hierarchy.
    let isUnified: Bool

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        let shares = plan.limits.cpu.shares
        guard shares > 0 else { return }
        let quota = quotaPerShare.map { Self.quota(shares: shares, perShare: $0) }
        if isUnified {
            bundle.linux.resources.unified["cpu.weight"] = "\(CPUShares.weight(fromShares: shares))"
            if let quota { bundle.linux.resources.unified["cpu.max"] = "\(quota) \(Self.period)" }
            return
        }
        bundle.linux.resources.cpu.shares = min(max(shares, CPUShares.smallest), CPUShares.largest)
        guard let quota else { return }
        bundle.linux.resources.cpu.period = Self.period
        bundle.linux.resources.cpu.quota = quota
    }

    private static func quota(shares: UInt64, perShare: UInt64) -> Int64 {
        let (product, overflow) = shares.multipliedReportingOverflow(by: perShare)
        return Int64(clamping: overflow ? largestQuota : min(max(product, smallestQuota), largestQuota))
    }
}

/// Processes and threads.
struct PIDsRule: BundleRule {
    /// More the kernel does not take, nor can there be (PID_MAX_LIMIT).
    static let largest: UInt64 = 4_194_304

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        guard plan.limits.pids.max > 0 else { return }
        bundle.linux.resources.pidsLimit = Int64(clamping: min(plan.limits.pids.max, Self.largest))
    }
}

/// Block I/O, only where the operator asks for limits. A weight is not in the bundle: crun does not know BFQ's.
struct BlockIORule: BundleRule {
    /// Per second, of every device there is.
    let throttle: BlockIOLimits.Throttle
    let facts: any HostFacts

    func apply(_ plan: ContainerPlan, to bundle: inout RuntimeSpec) {
        let rates: [(OCIThrottle.Direction, UInt64?)] = [
            (.readBytes, throttle.readBytes), (.writtenBytes, throttle.writtenBytes), (.reads, throttle.reads),
            (.writes, throttle.writes),
        ]
        if rates.allSatisfy({ $0.1 == nil }) { return }
        let devices = facts.blockDevices()
        for (direction, rate) in rates {
            guard let rate else { continue }
            bundle.linux.resources.blockIO.throttles += devices.map { device in
                OCIThrottle(direction, major: Int64(device.major), minor: Int64(device.minor), rate: rate)
            }
        }
    }
}
