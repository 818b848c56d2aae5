import SystemPackage

extension CgroupLayout {
    /// The most memory that the process may use that looked, by its own cgroup and all above; nil: as much as there is.
    ///
    /// What of them the caller's mount namespace does not show is not known.
    public func ownMemoryLimit() throws(CgroupError) -> UInt64? {
        guard let hierarchy = hierarchy(of: "memory") else { return nil }
        var path = FilePath(hierarchy.ownPath)
        guard !path.components.contains("..") else { return nil }
        var smallest: UInt64?
        while !path.components.isEmpty {
            let tree = try CgroupTree(path.string, in: self)
            if case .at(let bytes) = try tree.limits().memory { smallest = min(smallest ?? .max, bytes) }
            path.removeLastComponent()
        }
        return smallest
    }
}
