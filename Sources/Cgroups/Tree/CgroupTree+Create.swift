import Linux
import SystemPackage

extension CgroupTree {
    /// Makes it, with its parents, in every hierarchy. What is there already stays as it is.
    ///
    /// Parents get what children need: processors and memory nodes of the `cpuset` controller (version 1 starts a
    /// cgroup without, and then no process can join), and all controllers in a unified layout.
    public func create() throws(CgroupError) {
        for (hierarchy, _) in folders { _ = try create(in: hierarchy) }
    }

    /// The same in one hierarchy.
    ///
    /// - Returns: whether it was not there before.
    func create(in hierarchy: CgroupHierarchy) throws(CgroupError) -> Bool {
        guard layout.kind != .unified else { return try createByWalking(in: hierarchy) }
        let folder = folder(in: hierarchy)
        guard let isNew = try folder.make() else { return try createByWalking(in: hierarchy) }
        guard hierarchy.version == .one, hierarchy.controllers.contains("cpuset") else { return isNew }
        if try !Self.inheritProcessors(folder, isNew: isNew) { _ = try createByWalking(in: hierarchy) }
        return isNew
    }

    /// Looks at every cgroup on the way, which is needed only when something is missing there.
    private func createByWalking(in hierarchy: CgroupHierarchy) throws(CgroupError) -> Bool {
        let hasProcessors = hierarchy.version == .one && hierarchy.controllers.contains("cpuset")
        var way = folder(in: hierarchy).path
        guard way.removePrefix(hierarchy.mountPoint) else { throw .unusablePath(path) }
        var current = ControlFolder(path: hierarchy.mountPoint)
        var isNew = false
        for name in way.components {
            if layout.kind == .unified { try Delegation.handDown(hierarchy.controllers, in: current) }
            let child = ControlFolder(path: current.path.appending(name))
            guard let isMade = try child.make() else {
                throw .system(
                    .failed(operation: "make cgroup", subject: child.path.string, errno: .noSuchFileOrDirectory))
            }
            if hasProcessors { try Self.copyProcessors(from: current, to: child) }
            (current, isNew) = (child, isMade)
        }
        return isNew
    }

    private static let processorFiles = ["cpuset.cpus", "cpuset.mems"]

    /// Gives a cgroup what its parent has.
    ///
    /// - Returns: false when the parent has none either.
    private static func inheritProcessors(_ folder: ControlFolder, isNew: Bool) throws(CgroupError) -> Bool {
        let parent = ControlFolder(path: folder.path.removingLastComponent())
        for name in processorFiles {
            if !isNew, try folder[name].textIfThere() != "" { continue }
            guard let value = try parent[name].textIfThere(), !value.isEmpty else { return false }
            // Gone again is no matter here: whoever joins will see.
            _ = try optional { () throws(CgroupError) in try folder[name].write(value) }
        }
        return true
    }

    private static func copyProcessors(from parent: ControlFolder, to child: ControlFolder) throws(CgroupError) {
        for name in processorFiles {
            guard try child[name].textIfThere() == "" else { continue }
            try child[name].write(try parent[name].text())
        }
    }
}
