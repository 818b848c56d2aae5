import SystemPackage

/// Version 2 gives a cgroup only the controllers that its parent hands down (cgroup.subtree_control).
enum Delegation {
    /// Those that our limits and statistics need; others are welcome.
    private static let needed: Set<String> = ["cpu", "memory", "pids"]

    /// Hands those of `controllers` that `folder` has down to its children.
    ///
    /// - Throws: `CgroupError.notDelegated` when one that is needed cannot be, as when processes are in `folder`.
    static func handDown(_ controllers: Set<String>, in folder: ControlFolder) throws(CgroupError) {
        let available = try names(in: folder["cgroup.controllers"]).intersection(controllers)
        let missing = available.subtracting(try names(in: folder["cgroup.subtree_control"])).sorted()
        guard !missing.isEmpty else { return }
        do {
            try folder["cgroup.subtree_control"].write(missing.map { "+" + $0 }.joined(separator: " "))
        } catch {
            try handDownOneByOne(missing, in: folder)
        }
    }

    /// Whether `folder` was handed those of `controllers` that are needed.
    static func isComplete(_ controllers: Set<String>, in folder: ControlFolder) throws(CgroupError) -> Bool {
        try names(in: folder["cgroup.controllers"]).isSuperset(of: controllers.intersection(needed))
    }

    private static func handDownOneByOne(_ names: [String], in folder: ControlFolder) throws(CgroupError) {
        for name in names {
            do {
                try folder["cgroup.subtree_control"].write("+" + name)
            } catch {
                guard needed.contains(name) else { continue }
                throw .notDelegated(controller: name, path: folder.path, error.errno ?? .ioError)
            }
        }
    }

    private static func names(in file: ControlFile) throws(CgroupError) -> Set<String> {
        Set((try file.textIfThere() ?? "").split(separator: " ").map { String($0) })
    }
}
