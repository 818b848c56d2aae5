import Cgroups
import Garden

/// What limits a container, in the words in which it was asked for: the kernel rounds and clamps what it is told.
struct LimitsInForce {
    /// What the client asked for.
    let asked: Limits
    /// What the kernel has.
    let kernel: CgroupLimits
    private let isUnified: Bool
    private let pageSize: UInt64

    /// A comparison on a host with `layout`.
    init(asked: Limits, kernel: CgroupLimits, on layout: CgroupLayout, pageSize: UInt64 = MemoryPage.size) {
        (self.asked, self.kernel, self.pageSize) = (asked, kernel, pageSize)
        isUnified = layout.kind == .unified
    }

    /// The limits; zero where there is none.
    var limits: Limits {
        var limits = Limits()
        limits.memory.limitInBytes = Self.number(asked.memory.limitInBytes, kernel.memory, asPromised: memory)
        limits.cpu.limitInShares = shares
        limits.pids.max = Self.number(asked.pids.max, kernel.pids, asPromised: pids)
        return limits
    }

    /// The shares; zero when none were asked for and nobody changed the kernel's own.
    var shares: UInt64 {
        let asked = asked.cpu.shares
        guard let shares = kernel.cpuShares, shares != promisedShares else { return asked }
        return shares
    }

    /// Of a limit that is `promised`, the words; of another, what the kernel says.
    private static func number(
        _ asked: UInt64, _ kernel: CgroupLimits.Limit?, asPromised promised: CgroupLimits.Limit
    ) -> UInt64 {
        switch kernel {
        case nil, promised: asked
        case .unlimited: 0
        case .at(let number): number
        }
    }

    /// Whole pages, up to 2^63 bytes (mm/page_counter.c, PAGE_COUNTER_MAX).
    private var memory: CgroupLimits.Limit {
        let bytes = asked.memory.limitInBytes
        guard bytes > 0, bytes / pageSize < UInt64(Int64.max) / pageSize else { return .unlimited }
        return .at(bytes / pageSize * pageSize)
    }

    private var pids: CgroupLimits.Limit {
        asked.pids.max > 0 ? .at(min(asked.pids.max, PIDsRule.largest)) : .unlimited
    }

    /// Zero stands for the kernel's own.
    private var promisedShares: UInt64 {
        let shares = asked.cpu.shares > 0 ? asked.cpu.shares : CPUShares.standard
        let inside = min(max(shares, CPUShares.smallest), CPUShares.largest)
        return isUnified ? CPUShares.shares(fromWeight: CPUShares.weight(fromShares: inside)) : inside
    }
}
