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
        if try ends(pidfd, within: Self.patience) { return }
        // Those whom the container itself has frozen, in a cgroup below, do not die, and init waits for them.
        if let cgroup { try cgroups { () throws(CgroupError) in try cgroup.tree.thaw() } }
        if try !ends(pidfd, within: 10_000) { throw .initStillRunning }
    }

    /// How long nobody wonders why it takes so long, milliseconds.
    private static let patience: Int32 = 200

    /// Whether a process has ended, or does in that time.
    func ends(_ pidfd: FileDescriptor, within milliseconds: Int32) throws(LibcontainerError) -> Bool {
        let ready = try system { () throws(LinuxError) in
            try DescriptorPoll.wait([DescriptorPoll.Entry(pidfd)], milliseconds: milliseconds)
        }
        return ready.contains { !$0.isEmpty }
    }
}
