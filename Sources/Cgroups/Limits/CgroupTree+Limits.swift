extension CgroupTree {
    /// Sets limits of the cgroup, which must be there. Stops at the first that cannot be set.
    ///
    /// - Throws: `CgroupError.missingController` when the host cannot enforce one of them.
    public func apply(_ limits: CgroupLimits) throws(CgroupError) {
        switch layout.kind {
        case .unified: try LimitsVersionTwo(tree: self).apply(limits)
        case .legacy, .hybrid: try LimitsVersionOne(tree: self).apply(limits)
        }
    }

    /// The limits of the cgroup, as the kernel has them; nil where the host has no such controller or no such file.
    public func limits() throws(CgroupError) -> CgroupLimits {
        switch layout.kind {
        case .unified: try LimitsVersionTwo(tree: self).read()
        case .legacy, .hybrid: try LimitsVersionOne(tree: self).read()
        }
    }

    /// The share of processor time alone; nil as in `limits`.
    public func cpuShares() throws(CgroupError) -> UInt64? {
        switch layout.kind {
        case .unified: try LimitsVersionTwo(tree: self).shares()
        case .legacy, .hybrid: try LimitsVersionOne(tree: self).shares()
        }
    }

    /// The answer of `read`, or nil when the controller or the file it needs is not there.
    static func optional<Value>(_ read: () throws(CgroupError) -> Value) throws(CgroupError) -> Value? {
        do {
            return try read()
        } catch {
            if case .missingController = error { return nil }
            guard error.isAbsence else { throw error }
            return nil
        }
    }
}
