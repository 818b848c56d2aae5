import Cgroups
public import Linux
import OCI
import SystemPackage

extension Container {
    /// Makes the cgroups and starts init, or leaves nothing of the container, its folder included.
    ///
    /// - Returns: init, a child of this process. The caller owns the pidfd, and reaps it if it wants to.
    /// - Throws: `LibcontainerError.startFailed` with all that went wrong on the way.
    public func start(
        _ process: ProcessConfiguration, _ options: StartOptions = StartOptions()
    ) throws(LibcontainerError) -> SpawnedProcess {
        do {
            try makeCgroup()
            return try launch(process, options)
        } catch {
            // By now the host's paths may be somebody else's: all that was made has to stay.
            if case .namespacesLost = error { throw error }
            undo()
            throw .startFailed("\(error)")
        }
    }

    /// With limits and devices while nobody is in it: none of the container's processes ever runs without them.
    private func makeCgroup() throws(LibcontainerError) {
        guard let cgroup, let wanted = configuration.cgroup else { return }
        do {
            try cgroup.create()
        } catch {
            self.cgroup = nil
            guard configuration.isRootlessCgroups, error.errno == .permissionDenied || error.errno == .notPermitted
            else { throw .cgroup(error) }
            state.cgroupPaths = [:]
            return try refuseLimits(wanted)
        }
        try cgroups { () throws(CgroupError) in
            var resources = try CgroupResources(wanted.resources)
            // runc leaves what the kernel says of it behind, and so do the documents that are written for it.
            resources.memory.kernelTCP = nil
            try cgroup.tree.apply(resources)
        }
        let access = try wanted.deviceAccess()
        try cgroups { () throws(CgroupError) in try cgroup.tree.apply(access, isNew: true) }
    }

    /// Without a cgroup there would be none.
    private func refuseLimits(_ wanted: CgroupConfiguration) throws(LibcontainerError) {
        let resources = try cgroups { () throws(CgroupError) in try CgroupResources(wanted.resources) }
        if let controller = resources.limitedControllers.first { throw .limitWithoutCgroup(controller: controller) }
    }

    private func launch(
        _ process: ProcessConfiguration, _ options: StartOptions
    ) throws(LibcontainerError) -> SpawnedProcess {
        var parts = try LaunchParts(self, process, options)
        defer { parts.close() }
        try options.streams?.give(to: configuration.rootOwner())
        warnings = parts.security.warnings
        let wasHidden = try showToUser()
        let dialogue = try clone(&parts, process, options)
        do {
            try map(dialogue.child.pid)
            if wasHidden { try system { () throws(LinuxError) in try OwnProcess.setDumpable(false) } }
            parts.closeChannelOfProcess()
            try dialogue.lead { (message) throws(LibcontainerError) in
                try self.answer(message, dialogue, (process, options), parts.security)
            }
            if !options.waitsForRelease {
                try runHooks(.poststart, status: "running", pid: dialogue.child.pid, in: configuration.bundle)
            }
        } catch {
            let status = dialogue.giveUp()
            throw explain(error, status)
        }
        return SpawnedProcess(pid: dialogue.child.pid, pidfd: dialogue.child.pidfd)
    }

    private func clone(
        _ parts: inout LaunchParts, _ process: ProcessConfiguration, _ options: StartOptions
    ) throws(LibcontainerError) -> StartDialogue {
        let plan = parts.namespaces
        let child = InitProcess(
            state: state, process: process, clone: parts.clone, namespaces: plan, sources: parts.sources,
            security: parts.security, channel: parts.channel.process, release: parts.release, options: options)
        let runtimeEnd = parts.channel.runtime
        var visit = NamespaceVisit()
        let result = Result { () throws(LibcontainerError) in
            try visit.begin(plan.user == nil ? plan.before : [], plan.clocks)
            return try parts.clone.start {
                runtimeEnd.close()
                child.run()
            }
        }
        do {
            try visit.end()
        } catch {
            if case .success(let child) = result { _ = StartDialogue(child: child, channel: runtimeEnd).giveUp() }
            throw error
        }
        return StartDialogue(child: try result.get(), channel: runtimeEnd)
    }

    /// The kernel gives the files of a process that nobody may look into to root, and who is not root writes the maps by
    /// them. The process hides itself again when it is root inside.
    ///
    /// - Returns: whether this process was hidden.
    private func showToUser() throws(LibcontainerError) -> Bool {
        guard configuration.isRootlessUser else { return false }
        return try system { () throws(LinuxError) in
            if try OwnProcess.isDumpable() { return false }
            try OwnProcess.setDumpable(true)
            return true
        }
    }

    private func map(_ pid: PID) throws(LibcontainerError) {
        guard configuration.namespaces.isNew(.user) else { return }
        try UserMaps.write(
            users: configuration.userMappings, groups: configuration.groupMappings, of: pid,
            deniesGroups: configuration.isRootlessUser)
    }

    private func answer(
        _ message: SyncMessage, _ dialogue: StartDialogue,
        _ wanted: (process: ProcessConfiguration, options: StartOptions), _ security: ProcessSecurity
    ) throws(LibcontainerError) -> SyncMessage {
        let pid = dialogue.child.pid
        switch message {
        case .mounted:
            try runHooks(.prestart, status: "creating", pid: pid, in: configuration.bundle)
            try runHooks(.createRuntime, status: "creating", pid: pid, in: configuration.bundle)
            return .hooksDone
        case .ready:
            try ProcessAttributes(process: wanted.process, configuration: configuration).apply(to: pid)
            state.externalDescriptors = (wanted.options.streams ?? .own).names
            try record(pid)
            try dialogue.handOnProcess(to: wanted.options.pidfdSocket, as: "standard")
            return .run
        case .listener(let number):
            try dialogue.handOn(listener: number, security, state, status: "creating")
            return .listenerTaken
        default: throw .unexpectedMessage
        }
    }

    /// From now on the container is there for everybody.
    private func record(_ pid: PID) throws(LibcontainerError) {
        state.initPID = pid
        state.initStartTime = try system { () throws(LinuxError) in try ProcessStatus.startTime(of: pid) }
        for kind in NamespaceKind.allCases {
            state.namespacePaths[kind] = "/proc/\(pid)/ns/\(kind.fileName)"
        }
        try requireOwnFolder()
        try state.save(to: folder)
    }

    private func explain(_ error: LibcontainerError, _ status: ExitStatus?) -> LibcontainerError {
        guard error == .initGone, status == .signalled(.kill), let cgroup else { return error }
        do {
            return try cgroup.tree.oomKills() > 0 ? .initOutOfMemory : error
        } catch _ {
            // What is known already has to do.
            return error
        }
    }

    /// What went wrong is what the caller has to know; what cannot be removed stays for a forced delete. The hooks of the
    /// end run, as the specification wants it of every container that was begun.
    private func undo() {
        let lock: FolderLock
        do {
            lock = try self.lock()
        } catch {
            // Somebody else has removed it, and may have made another one.
            return
        }
        defer { lock.release() }
        if let cgroup {
            _ = try? cgroup.tree.killAll()
            do {
                try cgroup.remove()
            } catch {
                return
            }
        }
        _ = try? Files.removeTree(folder)
        for fault in runLastHooks() { warnings.append("\(fault)") }
    }
}
