/// How much the processes of a cgroup may read from and write to block devices.
public struct BlockIOLimits: Sendable, Hashable {
    /// The share of a device's time when others want some too, 10 to 1000 in either version; nil: the kernel has none.
    public var weight: UInt64?
    /// The most per second, for each device that is throttled.
    public var throttles: [BlockDevice: Throttle] = [:]

    /// No limit.
    public init() {}

    /// The most per second; nil: any number.
    public struct Throttle: Sendable, Hashable {
        /// Bytes read.
        public var readBytes: UInt64?
        /// Bytes written.
        public var writtenBytes: UInt64?
        /// Read operations.
        public var reads: UInt64?
        /// Write operations.
        public var writes: UInt64?

        /// No limit.
        public init() {}
    }

    /// The files that may hold a weight, those of current kernels first.
    static func weightFiles(isUnified: Bool) -> [String] {
        isUnified ? ["io.bfq.weight", "io.weight"] : ["blkio.bfq.weight", "blkio.weight"]
    }
}

extension CgroupTree {
    /// The limits on block I/O as the kernel has them.
    public func blockIOLimits() throws(CgroupError) -> BlockIOLimits {
        switch layout.kind {
        case .unified: try BlockIOVersionTwo(tree: self).read()
        case .legacy, .hybrid: try BlockIOVersionOne(tree: self).read()
        }
    }

    /// Sets the weight, unless it is nil, and the given limits of the given devices. What is nil stays as it is.
    ///
    /// - Throws: `CgroupError.missingController` when the host cannot limit block I/O, and an error of which `isAbsence`
    ///   holds when it cannot do this.
    public func apply(_ limits: BlockIOLimits) throws(CgroupError) {
        switch layout.kind {
        case .unified: try BlockIOVersionTwo(tree: self).apply(limits)
        case .legacy, .hybrid: try BlockIOVersionOne(tree: self).apply(limits)
        }
    }
}
