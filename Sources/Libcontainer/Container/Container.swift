import Cgroups
public import Linux
import OCI
public import SystemPackage

/// A container: its folder, and what the kernel has of it.
///
/// For programs with one thread. A value speaks for the moment in which it was loaded; what others do to the container
/// meanwhile is found when something is done.
public final class Container {
    /// The name of the pipe by which `start` lets a created container go on.
    static let pipeName = "exec.fifo"

    /// The folder of its files.
    public let folder: FilePath
    /// What is on disk of it, or will be once it is started.
    public internal(set) var state: ContainerState
    /// What was not as the configuration says, and did not keep the last process that was started from running.
    public internal(set) var warnings: [String] = []
    /// Its cgroups; nil: it has none of its own.
    var cgroup: ContainerCgroup?
    /// The folder itself, whoever has its name now.
    let place: FileDescriptor

    /// Takes over `place`.
    init(folder: FilePath, place: FileDescriptor, state: ContainerState, cgroup: ContainerCgroup?) {
        (self.folder, self.place, self.state, self.cgroup) = (folder, place, state, cgroup)
    }

    deinit { place.closeIgnoringErrors() }

    /// Its name.
    public var id: ContainerID { state.id }
    /// What it is.
    public var configuration: Configuration { state.configuration }

    var pipe: FilePath { folder.appending(Self.pipeName) }

    /// Whether it is the only one to have its processes' numbers; then all of them end with init.
    var hasOwnProcesses: Bool { configuration.namespaces.isNew(.pid) }
}

extension Container {
    /// What it is at the moment.
    public func status() throws(LibcontainerError) -> ContainerStatus {
        let freezer = try cgroups { () throws(CgroupError) in try cgroup?.tree.freezerState() ?? .thawed }
        var facts = ContainerFacts(
            initStartTime: nil, hasStartPipe: Files.exists(pipe), isFrozen: freezer != .thawed)
        if let pid = state.initPID, ProcessStatus.isAlive(pid, startTime: state.initStartTime) {
            facts.initStartTime = state.initStartTime
        }
        return ContainerStatus(facts, initStartTime: state.initStartTime)
    }

    /// The processes in its cgroups, as the host numbers them; none when it has no cgroups of its own.
    public func processes() throws(LibcontainerError) -> [PID] {
        try cgroups { () throws(CgroupError) in try cgroup?.tree.processes() ?? [] }
    }

    /// What `state` says of it.
    public func report(owner: String = "") throws(LibcontainerError) -> ContainerReport {
        ContainerReport(state, try status(), owner: owner)
    }

    /// Opens init, if it still is the process that was started.
    ///
    /// - Returns: a pidfd, owned by the caller; nil when it has ended.
    public func openInit() throws(LibcontainerError) -> FileDescriptor? {
        guard let pid = state.initPID else { return nil }
        let pidfd: FileDescriptor
        do {
            pidfd = try PIDDescriptor.open(pid)
        } catch {
            guard error.errno == .noSuchProcess else { throw .system(error) }
            return nil
        }
        // Looked at after it was opened: its number cannot have become another's in between.
        if ProcessStatus.isAlive(pid, startTime: state.initStartTime) { return pidfd }
        pidfd.closeIgnoringErrors()
        return nil
    }

    /// - Parameter folder: where they begin; nil: where this process is.
    func runHooks(
        _ moment: OCIHooks.Moment, status: String, pid: PID?, in folder: FilePath? = nil
    ) throws(LibcontainerError) {
        let hooks = configuration.hooks[moment]
        guard !hooks.isEmpty else { return }
        let text = HookState.text(state, status: status, pid: pid)
        try HookRunner.run(hooks, name: moment.rawValue, state: text, in: folder)
    }
}
