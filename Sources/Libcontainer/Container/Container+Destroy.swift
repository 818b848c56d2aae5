import Cgroups
import Linux
import OCI
import SystemPackage

extension Container {
    /// Removes it, and runs what is to run after that. One that is only created is ended first.
    ///
    /// Only what this value was made of: a newer container of the same name is left alone.
    ///
    /// - Parameter force: whether one that runs, or is paused, is ended too.
    /// - Throws: `LibcontainerError.notStopped`; `.containerNotFound` when somebody else has removed it meanwhile;
    ///   `.lastHooks`, when all is removed.
    public func destroy(force: Bool = false) throws(LibcontainerError) {
        let lock = try lock()
        defer { lock.release() }
        try destroyLocked(force: force)
    }

    /// Locks the folder, if it still is this container's.
    ///
    /// - Throws: `LibcontainerError.containerNotFound` when it was removed, whoever has its name now.
    func lock() throws(LibcontainerError) -> FolderLock {
        let lock = try ContainerFactory.lock(folder)
        do {
            try requireOwnFolder()
            return lock
        } catch {
            lock.release()
            throw error
        }
    }

    /// Makes sure that what has its name is this container. As long as its folder is open no other has its inode.
    func requireOwnFolder() throws(LibcontainerError) {
        let (own, found): (FileStatus, FileStatus)
        do {
            (own, found) = (try FileStatus.of(place), try FileStatus.of(folder))
        } catch {
            throw error.errno == .noSuchFileOrDirectory ? .containerNotFound : .system(error)
        }
        guard own.inode == found.inode, own.device == found.device else { throw .containerNotFound }
    }

    /// The same for who has locked the folder.
    func destroyLocked(force: Bool) throws(LibcontainerError) {
        let status = try status()
        switch status {
        case .stopped: break
        case .created: try killInit()
        case .running, .paused:
            guard force else { throw .notStopped(id: id.value, status: status) }
            try killInit()
        }
        try removeAll()
    }

    /// Removes one whose init has ended.
    ///
    /// - Throws: as `destroy`.
    public func remove() throws(LibcontainerError) {
        let lock = try lock()
        defer { lock.release() }
        try removeAll()
    }

    private func removeAll() throws(LibcontainerError) {
        if let cgroup {
            try cgroups { () throws(CgroupError) in
                // With numbers of their own they ended with init, and are waited for.
                if !hasOwnProcesses { _ = try cgroup.tree.killAll() }
                try cgroup.remove()
            }
        }
        try system { () throws(LinuxError) in try Files.removeTree(folder) }
        let faults = runLastHooks()
        if !faults.isEmpty { throw .lastHooks(faults) }
    }

    /// Runs what is to run when nothing is left.
    func runLastHooks() -> [HookFault] {
        let hooks = configuration.hooks[.poststop]
        guard !hooks.isEmpty else { return [] }
        let text = HookState.text(state, status: "stopped", pid: nil)
        return HookRunner.runAll(hooks, name: "poststop", state: text)
    }
}
