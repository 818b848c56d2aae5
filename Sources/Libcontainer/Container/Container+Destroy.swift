import Cgroups
import Linux
import OCI
import SystemPackage

extension Container {
    /// Removes it, and runs what is to run after that. One that is only created is ended first.
    ///
    /// - Parameter force: whether one that runs, or is paused, is ended too.
    /// - Throws: `LibcontainerError.notStopped`; a failing hook's, when all is removed.
    public func destroy(force: Bool = false) throws(LibcontainerError) {
        let status = try status()
        switch status {
        case .stopped: break
        case .created: try killInit()
        case .running, .paused:
            guard force else { throw .notStopped(id: id.value, status: status) }
            try killInit()
        }
        try remove()
    }

    /// Removes one whose init has ended.
    public func remove() throws(LibcontainerError) {
        if let cgroup {
            try cgroups { () throws(CgroupError) in
                // With numbers of their own they ended with init, and are waited for.
                if !hasOwnProcesses { _ = try cgroup.tree.killAll() }
                try cgroup.remove()
            }
        }
        try system { () throws(LinuxError) in try Files.removeTree(folder) }
        let hooks = configuration.hooks[.poststop]
        guard !hooks.isEmpty else { return }
        let text = HookState.text(state, status: "stopped", pid: nil)
        if let error = HookRunner.runAll(hooks, name: "poststop", state: text).first { throw error }
    }
}
