import Linux
import SystemPackage

extension CgroupTree {
    /// What the kernel can do for cgroups such as this one, which must be there and not be the root.
    public func features() throws(CgroupError) -> CgroupFeatures {
        var features = CgroupFeatures()
        let isUnified = layout.kind == .unified
        features.limitsSwap = has(isUnified ? "memory.swap.max" : "memory.memsw.limit_in_bytes", of: "memory")
        let io = isUnified ? "io" : "blkio"
        features.weighsBlockIO = BlockIOLimits.weightFiles(isUnified: isUnified).contains { has($0, of: io) }
        features.throttlesBlockIO = has(isUnified ? "io.max" : "blkio.throttle.read_bps_device", of: io)
        return features
    }

    /// Whether it has the controllers that limits and statistics need and the host has; always in version 1, where a
    /// controller comes with the hierarchy.
    func hasNeededControllers() throws(CgroupError) -> Bool {
        guard layout.kind == .unified, let hierarchy = layout.hierarchies.first else { return true }
        return try Delegation.isComplete(hierarchy.controllers, in: folder(in: hierarchy))
    }

    private func has(_ file: String, of controller: String) -> Bool {
        guard let hierarchy = layout.hierarchy(of: controller) else { return false }
        return Files.exists(folder(in: hierarchy)[file].path)
    }
}

/// What not every kernel can limit.
public struct CgroupFeatures: Sendable, Hashable {
    /// Memory and swap together: swap accounting is on.
    public var limitsSwap = false
    /// Block I/O relative to others: the BFQ or the iocost scheduler is there, or CFQ was.
    public var weighsBlockIO = false
    /// Block I/O of a device in bytes and operations per second.
    public var throttlesBlockIO = false

    /// None of it.
    public init() {}

    /// All of it.
    public static let everything = {
        var features = CgroupFeatures()
        (features.limitsSwap, features.weighsBlockIO, features.throttlesBlockIO) = (true, true, true)
        return features
    }()
}
