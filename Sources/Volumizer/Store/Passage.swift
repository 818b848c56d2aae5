import Linux
import SystemPackage

/// Whether a container's root, who is an ordinary user outside, gets to a folder.
enum Passage {
    /// Checks every folder above `path`; those that do not exist yet will be made passable.
    ///
    /// - Throws: `VolumizerError.impassable` that names the first folder that does not let the container's root pass.
    static func check(to path: FilePath, for mapping: UserMapping) throws {
        var folder = FilePath("/")
        for component in path.removingLastComponent().components {
            folder.append(component)
            guard Files.exists(folder) else { return }
            guard allows(try FileStatus.of(folder), mapping) else {
                throw VolumizerError.impassable(folder: folder, on: path, owner: mapping.root)
            }
        }
    }

    /// path_resolution(7). Inside its user namespace root is above permissions, but only for files whose owner exists
    /// there (user_namespaces(7)).
    static func allows(_ folder: FileStatus, _ mapping: UserMapping) -> Bool {
        if mapping.covers(folder.owner) { return true }
        let bits = folder.mode.rawValue
        if folder.owner.user == mapping.root.user { return bits & 0o100 != 0 }
        if folder.owner.group == mapping.root.group { return bits & 0o010 != 0 }
        return bits & 0o001 != 0
    }
}
