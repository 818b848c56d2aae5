import SystemPackage

/// Writes what belongs to a CPU quota: the kernel checks every single one against the others as they are, so that what is
/// refused (EINVAL) before the quota is changed may fit afterwards.
struct QuotaWriter {
    let tree: CgroupTree
    private var companions: [(value: String, file: String)] = []

    init(tree: CgroupTree) { self.tree = tree }

    /// Adds a value, unless it is nil.
    mutating func add(_ value: UInt64?, _ file: String) {
        if let value { companions.append(("\(value)", file)) }
    }

    /// Writes the values, and the quota.
    func write(quota: String?, _ file: String) throws(CgroupError) {
        guard quota != nil || !companions.isEmpty else { return }
        let folder = try tree.folder(of: "cpu")
        var refused: [(value: String, file: String)] = []
        for (value, name) in companions {
            do {
                try folder[name].write(value)
            } catch {
                guard error.errno == .invalidArgument, quota != nil else { throw error }
                refused.append((value, name))
            }
        }
        if let quota { try folder[file].write(quota) }
        for (value, name) in refused { try folder[name].write(value) }
    }
}
