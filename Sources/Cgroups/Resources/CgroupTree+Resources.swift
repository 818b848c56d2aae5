extension CgroupTree {
    /// Sets what is given of `resources` in the cgroup, which must be there. Stops at the first that cannot be set.
    ///
    /// A controller that the host does not have is asked for only where a limit needs it.
    ///
    /// - Throws: `CgroupError.missingController`, `.unusableResource`, `.memoryInUse`, or `.system` with the file and value.
    public func apply(_ resources: CgroupResources) throws(CgroupError) {
        switch layout.kind {
        case .unified:
            try ResourcesVersionTwo(tree: self).apply(resources)
        case .legacy, .hybrid:
            guard resources.unified.isEmpty else {
                throw .unusableResource("invalid configuration: cannot use unified on cgroup v1")
            }
            try ResourcesVersionOne(tree: self).apply(resources)
        }
    }

    /// Writes a value unless it is nil.
    func write<Value>(_ value: Value?, _ controller: String, _ file: String) throws(CgroupError) {
        guard let value else { return }
        try folder(of: controller)[file].write("\(value)")
    }
}

extension Optional where Wrapped: BinaryInteger {
    /// The number, unless it is zero, which the specification's readers take as not given.
    var unlessZero: Wrapped? { self == 0 ? nil : self }
}
