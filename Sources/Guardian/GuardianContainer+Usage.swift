import Garden

/// What a container uses and may use.
extension GuardianContainer {
    func metrics() async throws -> Metrics {
        let entry = try entry()
        let components = gardener.components
        async let disk = components.volumizer.usage(of: handle)
        let usage = try await components.containerizer.usage(of: handle)
        return try await Metrics(
            usage, disk: disk, age: gardener.age(since: entry.record.created), gardener.configuration)
    }

    /// Nothing limits it, and so, as in the original, nothing is what is read back.
    func bandwidthLimits() async throws -> BandwidthLimits {
        _ = try entry()
        return BandwidthLimits()
    }

    func cpuLimits() async throws -> CPULimits {
        _ = try entry()
        return try await gardener.components.containerizer.limits(of: handle).cpu
    }

    /// Nothing limits it, and so, as in the original, nothing is what is read back.
    func diskLimits() async throws -> DiskLimits {
        _ = try entry()
        return DiskLimits()
    }

    func memoryLimits() async throws -> MemoryLimits {
        _ = try entry()
        return try await gardener.components.containerizer.limits(of: handle).memory
    }

    /// Processor time in nanoseconds; too much to count is the most that can be.
    static func entitlement(shares: UInt64, percentPerShare: Double, age: Duration) -> UInt64 {
        let nanoseconds = Double(shares) * percentPerShare / 100 * Double(age.nanoseconds)
        return UInt64(exactly: nanoseconds.rounded(.down)) ?? (nanoseconds > 0 ? .max : 0)
    }
}

extension Metrics {
    /// The figures of the parts, put together.
    init(_ usage: ContainerUsage, disk: DiskMetrics, age: Duration, _ configuration: Gardener.Configuration) {
        self.init()
        (memory, cpu, pids) = (usage.memory, usage.cpu, usage.pids)
        (self.disk, self.age) = (disk, age)
        cpuEntitlementInNanoseconds = GuardianContainer.entitlement(
            shares: usage.cpuShares, percentPerShare: configuration.entitlementPerShare, age: age)
    }
}
