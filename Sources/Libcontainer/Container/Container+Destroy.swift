import Cgroups
import Linux
import OCI
import SystemPackage

extension Container {
    /// Removes it, and runs what is to run after that. One that is only created is ended first.
    ///
    /// For a container whose name nobody else may have taken since this value was made; where that can be,
    /// `ContainerFactory.destroy` looks once more.
    ///
    /// - Parameter force: whether one that runs, or is paused, is ended too.
    /// - Throws: `LibcontainerError.notStopped`; `.containerNotFound` when somebody else has removed it meanwhile;
    ///   `.lastHooks`, when all is removed.
    public func destroy(force: Bool = false) throws(LibcontainerError) {
        let lock = try ContainerFactory.lock(folder)
        defer { lock.release() }
        try destroyLocked(force: force)
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
        let lock = try ContainerFactory.lock(folder)
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
