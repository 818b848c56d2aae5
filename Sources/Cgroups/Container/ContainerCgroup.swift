import SystemPackage

/// The cgroup of one container as its runtime has it: made for it alone, and removed with it.
///
/// Its paths may differ between hierarchies, where they begin at the runtime's own cgroup. Making a value touches nothing.
public struct ContainerCgroup: Sendable, Hashable {
    /// The cgroup, with everything that can be done to any cgroup.
    public let tree: CgroupTree

    /// The cgroup that a bundle asks for.
    ///
    /// An absolute path begins at each hierarchy's mount point. A relative one begins at the runtime's own cgroup in
    /// version 1, and beside it in version 2, where no processes may be in a cgroup that has controllers to give. Neither
    /// leaves the place where it begins: `..` stops there.
    ///
    /// - Parameters:
    ///   - cgroupsPath: `linux.cgroupsPath`; nil or empty stands for `id`.
    ///   - layout: as the runtime itself sees it.
    /// - Throws: `CgroupError.unusablePath` when nothing is left of the path.
    public init(cgroupsPath: String?, id: String, in layout: CgroupLayout) throws(CgroupError) {
        let wanted = cgroupsPath ?? ""
        let path = "/" + Self.cleaned(wanted.isEmpty ? id : wanted).joined(separator: "/")
        tree = try CgroupTree(path, in: wanted.hasPrefix("/") ? layout : layout.beginningAtOwn())
    }

    /// The cgroup of a container that there is already, from `cgroup_paths` of its state. Nothing but that is needed.
    ///
    /// - Parameter statePaths: each controller's folder; `""` stands for version 2.
    /// - Throws: `CgroupError.unusablePath` when it is no cgroup's.
    public init(statePaths: [String: String]) throws(CgroupError) {
        var controllers: [String: Set<String>] = [:]
        for (controller, path) in statePaths { controllers[path, default: []].insert(controller) }
        guard let name = statePaths.values.first.flatMap({ FilePath($0).lastComponent?.string }) else {
            throw .unusablePath("")
        }
        var hierarchies: [CgroupHierarchy] = []
        for (path, names) in controllers.sorted(by: { $0.key < $1.key }) {
            let folder = FilePath(path)
            guard folder.isAbsolute, folder.lastComponent?.string == name else { throw .unusablePath(path) }
            let isVersionTwo = names.contains("")
            // In a hybrid layout nothing asks which controllers version 2 has.
            let isAlone = isVersionTwo && statePaths.count == 1
            hierarchies.append(
                CgroupHierarchy(
                    isVersionTwo ? .two : .one, isAlone ? try Self.controllers(of: folder) : names.subtracting([""]),
                    mountPoint: folder.removingLastComponent(), ownPath: "/"))
        }
        tree = try CgroupTree("/" + name, in: CgroupLayout(hierarchies))
    }

    /// Each controller's folder, and version 2's as `""`: `cgroup_paths` of a container's state.
    public var statePaths: [String: String] {
        var paths: [String: String] = [:]
        for (hierarchy, folder) in tree.folders {
            let names = hierarchy.version == .two ? [""] : hierarchy.controllers
            for name in names { paths[name] = folder.path.string }
        }
        return paths
    }

    private static func controllers(of folder: FilePath) throws(CgroupError) -> Set<String> {
        let text = try ControlFolder(path: folder)["cgroup.controllers"].textIfThere() ?? ""
        return Set(text.split(separator: " ").map { String($0) })
    }

    private static func cleaned(_ path: String) -> [Substring] {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts
    }
}

extension CgroupLayout {
    /// The same hierarchies, in which paths begin at the caller's own cgroup, or beside it in a unified layout.
    func beginningAtOwn() -> CgroupLayout {
        CgroupLayout(
            hierarchies.map { hierarchy in
                let own = hierarchy.ownFolder
                let isInTheWay = kind == .unified && own != hierarchy.mountPoint
                return hierarchy.beginning(at: isInTheWay ? own.removingLastComponent() : own)
            })
    }
}
