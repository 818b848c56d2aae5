import Linux
public import SystemPackage

/// One cgroup: the same path in every hierarchy of the host, and all that is below.
///
/// Making a value touches nothing. Where a function says nothing of it, a hierarchy in which the cgroup is not there is
/// passed over.
public struct CgroupTree: Sendable, Hashable {
    /// Where its hierarchies are.
    public let layout: CgroupLayout
    /// Its path from the root of each hierarchy, as in `linux.cgroupsPath` of a bundle.
    public let path: String

    /// The cgroup at `path`, which is absolute.
    ///
    /// - Throws: `CgroupError.unusablePath` for the root itself, and for a path with `.`, `..` or empty parts.
    public init(_ path: String, in layout: CgroupLayout) throws(CgroupError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1, parts[0].isEmpty, parts.dropFirst().allSatisfy(Self.isUsable) else {
            throw .unusablePath(path)
        }
        (self.path, self.layout) = (path, layout)
    }

    /// The cgroup called `name` below this one.
    ///
    /// - Throws: `CgroupError.unusablePath` unless `name` is one part of a path.
    public func child(_ name: String) throws(CgroupError) -> CgroupTree {
        guard !name.contains("/") else { throw .unusablePath(name) }
        return try CgroupTree(path + "/" + name, in: layout)
    }

    /// Removes it and all below it, children first. Nothing there is success.
    ///
    /// - Throws: `CgroupError.busy` when processes are in it; whatever is not in use is removed all the same.
    public func remove() throws(CgroupError) {
        var isGone = true
        for (_, folder) in folders where try !folder.remove() { isGone = false }
        guard isGone else { throw .busy(path: path, processes: try processes()) }
    }

    /// Whether it is there, in one hierarchy at least.
    public func exists() throws(CgroupError) -> Bool {
        for (_, folder) in folders where try folder.childNames() != nil { return true }
        return false
    }

    /// The names of the cgroups right below it in any hierarchy, sorted.
    public func children() throws(CgroupError) -> [String] {
        var names: Set<String> = []
        for (_, folder) in folders { names.formUnion(try folder.childNames() ?? []) }
        return names.sorted()
    }

    /// Moves the caller into it, in every hierarchy: the calling thread in version 1, the whole process in version 2.
    ///
    /// Call it in a process with one thread, or in a child before it executes its program. Writing 0 for oneself does
    /// not wait for the kernel's RCU in version 1, as writing another process's number does (6 to 13 ms). A hierarchy
    /// in which the cgroup is not there is an error: its limits would not hold.
    public func join() throws(CgroupError) {
        for (hierarchy, folder) in folders {
            try folder[hierarchy.version == .one ? "tasks" : "cgroup.procs"].write("0")
        }
    }

    /// Its folder in each hierarchy, in the hierarchies' order, whether it is there or not.
    public var paths: [FilePath] { folders.map(\.folder.path) }

    /// The same, to work in.
    var folders: [(hierarchy: CgroupHierarchy, folder: ControlFolder)] {
        layout.hierarchies.map { ($0, folder(in: $0)) }
    }

    /// Its folder in the hierarchy of a controller.
    func folder(of controller: String) throws(CgroupError) -> ControlFolder {
        guard let hierarchy = layout.hierarchy(of: controller) else { throw .missingController(controller) }
        return folder(in: hierarchy)
    }

    func folder(in hierarchy: CgroupHierarchy) -> ControlFolder {
        ControlFolder(path: hierarchy.origin.pushing(FilePath(String(path.drop { $0 == "/" }))))
    }

    private static func isUsable(_ part: Substring) -> Bool {
        !part.isEmpty && part != "." && part != ".." && !part.utf8.contains(0)
    }
}
