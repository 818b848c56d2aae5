import Cgroups
import Linux
import SystemPackage

extension ContainerFactory {
    /// Removes a container, and runs what is to run after that.
    ///
    /// Of several callers at the same time one does it, and the others wait for that. One that is only created is ended
    /// first.
    ///
    /// - Parameter force: whether one that runs, or is paused, is ended too, and what is left of a start that was not
    ///   finished is removed. Then a container that there is not is no error.
    /// - Throws: `LibcontainerError.containerNotFound`, `.notStopped`; `.lastHooks`, when all is removed.
    public func destroy(_ id: ContainerID, force: Bool = false) throws(LibcontainerError) {
        let folder = root.appending(id.value)
        let lock: FolderLock
        do {
            // Before it is loaded: a new container may have the name as soon as the folder is gone.
            lock = try Self.lock(folder)
        } catch {
            guard force, error == .containerNotFound else { throw error }
            return
        }
        defer { lock.release() }
        let container: Container
        do {
            container = try load(id)
        } catch {
            // Its start was not finished, or its file was damaged when the machine crashed.
            guard force, error == .containerNotFound || hasIntent(for: id) else { throw error }
            return try removeRemains(folder)
        }
        try container.destroyLocked(force: force)
    }

    /// Removes what the intent of a container tells of: processes, cgroups, the folder.
    private func removeRemains(_ folder: FilePath) throws(LibcontainerError) {
        if let cgroup = try Self.cgroup(of: ContainerIntent(from: folder).cgroupPaths) {
            try cgroups { () throws(CgroupError) in
                _ = try cgroup.tree.killAll()
                try cgroup.remove()
            }
        }
        try system { () throws(LinuxError) in try Files.removeTree(folder) }
    }

    /// Locks a container's folder for who is about to remove it.
    static func lock(_ folder: FilePath) throws(LibcontainerError) -> FolderLock {
        do {
            return try FolderLock(folder)
        } catch {
            throw error.errno == .noSuchFileOrDirectory ? .containerNotFound : .system(error)
        }
    }
}
