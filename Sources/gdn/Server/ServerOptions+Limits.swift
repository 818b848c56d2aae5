import Cgroups

extension LimitOptions {
    /// The weight, by a flag that was checked; nil: the kernel's own.
    ///
    /// - Throws: when the kernel weighs no block I/O: every create would fail.
    func blockIOWeight(_ features: CgroupFeatures) throws -> UInt16? {
        let weight = defaultContainerBlockioWeight
        guard weight > 0 else { return nil }
        guard features.weighsBlockIO else {
            throw CompositionError.invalidFlag(
                name: "--default-container-blockio-weight", value: "\(weight)",
                reason: "this kernel weighs no block I/O: it has neither blkio.weight nor bfq.weight nor io.weight")
        }
        return weight
    }

    /// The most block I/O per second.
    ///
    /// - Throws: when there is to be a limit and the kernel or the list of devices does not allow for one.
    func blockIOThrottle(_ features: CgroupFeatures) throws -> BlockIOLimits.Throttle {
        var throttle = BlockIOLimits.Throttle()
        throttle.readBytes = Self.limit(containerIoMaxReadBps)
        throttle.writtenBytes = Self.limit(containerIoMaxWriteBps)
        throttle.reads = Self.limit(containerIoMaxReadIops)
        throttle.writes = Self.limit(containerIoMaxWriteIops)
        if throttle == BlockIOLimits.Throttle() { return throttle }
        guard features.throttlesBlockIO else {
            throw CompositionError.invalidFlag(
                name: "--container-io-max-*", value: "above 0", reason: "this kernel throttles no block I/O")
        }
        _ = try BlockDevice.real()
        return throttle
    }

    private static func limit(_ flag: UInt64) -> UInt64? { flag > 0 ? flag : nil }
}

extension MetricsOptions {
    /// The CPU time that one share entitles to, percent of one processor.
    ///
    /// - Parameter memory: the host's, in bytes: by default a container with as many shares as MiB of memory is entitled
    ///   to the part of the processors that it has of the memory.
    func entitlementPerShare(processors: Int, memory: UInt64) throws -> Double {
        guard cpuEntitlementPerShare >= 0, cpuEntitlementPerShare.isFinite else {
            throw CompositionError.invalidFlag(
                name: "--cpu-entitlement-per-share", value: "\(cpuEntitlementPerShare)", reason: "not a percentage")
        }
        if cpuEntitlementPerShare > 0 { return cpuEntitlementPerShare }
        return Double(processors * 100) / Double(max(memory >> 20, 1))
    }
}
