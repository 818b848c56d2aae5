import Cgroups
public import Linux
import SystemPackage

extension Container {
    /// Sends a signal to init; SIGKILL to everybody in the cgroup when the container has no processes' numbers of its own.
    ///
    /// - Throws: `LibcontainerError.notRunning` when it has ended.
    public func signal(_ signal: Signal) throws(LibcontainerError) {
        if signal == .kill, !hasOwnProcesses, let cgroup {
            return try cgroups { () throws(CgroupError) in try cgroup.tree.kill() }
        }
        guard let pidfd = try openInit() else { throw .notRunning }
        defer { pidfd.closeIgnoringErrors() }
        let wasThere = try system { () throws(LinuxError) in try PIDDescriptor.send(signal, to: pidfd) }
        guard wasThere else { throw .notRunning }
        // Who is frozen in version 1 dies only when he runs again.
        guard signal == .kill, let cgroup else { return }
        try cgroups { () throws(CgroupError) in
            if try cgroup.tree.freezerState() != .thawed { try cgroup.tree.thaw() }
        }
    }

    /// Ends init, and waits until it has.
    func killInit() throws(LibcontainerError) {
        guard let pidfd = try openInit() else { return }
        defer { pidfd.closeIgnoringErrors() }
        do {
            try signal(.kill)
        } catch {
            guard error == .notRunning else { throw error }
        }
        let ready = try system { () throws(LinuxError) in
            try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)], milliseconds: 10_000)
        }
        if ready.isEmpty { throw .initStillRunning }
    }
}
