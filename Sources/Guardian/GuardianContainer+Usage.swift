import Garden

/// What a container uses and may use.
extension GuardianContainer {
    func metrics() async throws -> Metrics {
        let entry = try entry()
        let components = gardener.components
        async let disk = components.volumizer.usage(of: handle)
        let usage = try await components.containerizer.usage(of: handle)
        var metrics = Metrics()
        metrics.memory = usage.memory
        metrics.cpu = usage.cpu
        metrics.pids = usage.pids
        metrics.age = .nanoseconds(max(components.host.now() - entry.record.created, 0))
        metrics.cpuEntitlementInNanoseconds = Self.entitlement(
            shares: usage.cpuShares, percentPerShare: gardener.configuration.entitlementPerShare, age: metrics.age)
        metrics.disk = try await disk
        return metrics
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
