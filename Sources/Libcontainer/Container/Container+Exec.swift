import Cgroups
import Glibc
public import Linux
import SystemPackage

extension Container {
    /// Starts a process in the container, beside init.
    ///
    /// - Returns: the process, a child of this one. The caller owns the pidfd.
    /// - Throws: `LibcontainerError.execInStopped` and `.execInPaused`; `.startFailed` with all that went wrong on the way.
    public func exec(
        _ process: ProcessConfiguration, _ options: StartOptions = StartOptions()
    ) throws(LibcontainerError) -> SpawnedProcess {
        switch try status() {
        case .stopped: throw .execInStopped
        case .paused where !options.ignoresPause: throw .execInPaused
        default: break
        }
        guard let pidfd = try openInit() else { throw .execInStopped }
        defer { pidfd.closeIgnoringErrors() }
        do {
            return try enter(pidfd, process, options)
        } catch {
            // Init ended just now, and with it whoever was about to enter.
            if try ends(pidfd, within: 0) { throw .execInStopped }
            // Said without a prefix by runc.
            if case .initFailed(let reason) = error { throw .startFailed(reason) }
            throw .startFailed("\(error)")
        }
    }

    private func enter(
        _ initProcess: FileDescriptor, _ process: ProcessConfiguration, _ options: StartOptions
    ) throws(LibcontainerError) -> SpawnedProcess {
        var security = ProcessSecurity(process: process, configuration: configuration)
        try security.prepare(cache: options.filterCache)
        try options.streams?.give(to: configuration.rootOwner())
        warnings = security.warnings
        let channel = try SyncChannel.pair()
        defer { channel.runtime.close() }
        let dialogue: StartDialogue
        do {
            defer { channel.process.close() }
            dialogue = try clone(initProcess, process, options, (security, channel))
        }
        do {
            try dialogue.lead { (message) throws(LibcontainerError) in
                try self.answer(exec: message, dialogue, (process, options), security)
            }
        } catch {
            _ = dialogue.giveUp()
            throw error
        }
        return SpawnedProcess(pid: dialogue.child.pid, pidfd: dialogue.child.pidfd)
    }

    private func clone(
        _ initProcess: FileDescriptor, _ process: ProcessConfiguration, _ options: StartOptions,
        _ parts: (security: ProcessSecurity, channel: (runtime: SyncChannel, process: SyncChannel))
    ) throws(LibcontainerError) -> StartDialogue {
        let join: JoinDescriptors? = try cgroup.map { (cgroup) throws(LibcontainerError) in
            try cgroups { () throws(CgroupError) in
                try JoinDescriptors(opening: cgroup.tree, below: options.subCgroups)
            }
        }
        defer { join?.close() }
        var clone = ProcessClone(cgroup: join, affinity: process.cpuAffinity ?? configuration.cpuAffinity)
        let kinds = configuration.namespaces.entries.reduce(into: NamespaceFlags()) { $0.insert($1.kind.flag) }
        if !kinds.isEmpty {
            let keeps = [parts.channel.process.descriptor] + options.inside + parts.security.descriptors
            clone.entrance = .process(initProcess, kinds, keeps: Set(keeps), first: 3 + options.preserved)
        }
        let child = ExecProcess(
            id: id, configuration: configuration, process: process, clone: clone, security: parts.security,
            channel: parts.channel.process, options: options)
        let runtimeEnd = parts.channel.runtime
        let started = try clone.start {
            // The process between has closed it already, and its number may be another's.
            if kinds.isEmpty { runtimeEnd.close() }
            child.run()
        }
        return StartDialogue(child: started, channel: runtimeEnd)
    }

    private func answer(
        exec message: SyncMessage, _ dialogue: StartDialogue,
        _ wanted: (process: ProcessConfiguration, options: StartOptions), _ security: ProcessSecurity
    ) throws(LibcontainerError) -> SyncMessage {
        switch message {
        case .ready:
            try ProcessAttributes(process: wanted.process, configuration: configuration).apply(to: dialogue.child.pid)
            try dialogue.handOnProcess(to: wanted.options.pidfdSocket, as: "setns")
            return .run
        case .listener(let number):
            try dialogue.handOn(listener: number, security, state, status: "running")
            return .listenerTaken
        default: throw .unexpectedMessage
        }
    }
}
