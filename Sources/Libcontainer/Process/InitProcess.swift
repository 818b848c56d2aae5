import Glibc
import Linux
import OCI
import SystemPackage

/// The clone that becomes a container's init. All of this happens in it, with one thread.
struct InitProcess {
    let state: ContainerState
    let process: ProcessConfiguration
    let clone: ProcessClone
    let namespaces: NamespacePlan
    let sources: MountSources
    let security: ProcessSecurity
    let channel: SyncChannel
    /// The pipe that `start` reads; nil: the program is run at once.
    let release: FileDescriptor?
    let options: StartOptions

    private var configuration: Configuration { state.configuration }
    private var notes: ProgressNotes { ProgressNotes(descriptor: options.notes) }

    /// Does all of it.
    func run() -> Never {
        do throws(LibcontainerError) {
            notes.say("init begins")
            try options.streams?.place()
            try begin()
            var gate = try ReleaseGate(release)
            try buildWorld()
            gate?.takeOwnProc()
            notes.say("init has its root and its limits")
            try channel.send(.ready)
            try channel.expect(.run)
            try finish(gate)
        } catch {
            report(error)
        }
        _exit(1)
    }

    private func begin() throws(LibcontainerError) {
        // Whoever shares its processes' numbers must not look into it (CVE-2016-9962); but who is not root maps it first.
        if !configuration.isRootlessUser { try system { () throws(LinuxError) in try OwnProcess.setDumpable(false) } }
        try clone.joinCgroups()
        try channel.expect(.proceed)
        let hasUsers = configuration.namespaces.contains(.user)
        // The way there may be closed to who is root inside; where it is open this is not needed.
        if hasUsers || !configuration.hooks[.createContainer].isEmpty { _ = try? Files.enter(configuration.rootFS) }
        if hasUsers {
            // Who is not root has shown this process to write its maps.
            try system { () throws(LinuxError) in try OwnProcess.setDumpable(false) }
            try ContainerRoot.become()
        }
        try system { () throws(LinuxError) in try Children.enterSession() }
        // What was joined with the user namespace was joined by the process between.
        if namespaces.user == nil {
            for joined in namespaces.inside {
                try system { () throws(LinuxError) in try Namespaces.enter(joined.descriptor, joined.kind) }
            }
        }
        if namespaces.makesCgroup { try system { () throws(LinuxError) in try Namespaces.unshare(.cgroup) } }
        if !configuration.noNewKeyring { try SessionRing.join(state.id, isFirst: true) }
        if configuration.hasLoopback { try Loopback.bringUp() }
        try setNames()
    }

    private func setNames() throws(LibcontainerError) {
        let (host, domain) = (configuration.hostname, configuration.domainname)
        if !host.isEmpty { try system { () throws(LinuxError) in try OwnProcess.setHostName(host) } }
        if !domain.isEmpty { try system { () throws(LinuxError) in try OwnProcess.setDomainName(domain) } }
    }

    private func buildWorld() throws(LibcontainerError) {
        var root = RootFSBuilder(configuration, sources: sources)
        let mask = OwnProcess.setFileModeMask([])
        try root.prepare()
        if let socket = options.terminalSocket {
            try OwnTerminal.take(try root.openTerminal(), sendTo: socket, process, options)
        }
        let hooks = configuration.hooks
        if !hooks[.prestart].isEmpty || !hooks[.createRuntime].isEmpty {
            try channel.send(.mounted)
            try channel.expect(.hooksDone)
        }
        OwnProcess.setFileModeMask(mask)
        try runHooks(.createContainer, status: "creating", process.environment)
        OwnProcess.setFileModeMask([])
        try root.enter()
        try makeWorkingDirectory()
        try KernelParameters.write(configuration.sysctl)
        try root.finish()
        try ProcessAttributes(process: process, configuration: configuration).apply()
    }

    /// Made as root's before anybody else is somebody. What cannot be made may still be entered by the user.
    private func makeWorkingDirectory() throws(LibcontainerError) {
        let path = FilePath(process.workingDirectory)
        guard !Files.exists(path) else { return }
        try system { () throws(LinuxError) in
            try RootDirectory("/").makeDirectories(path, owner: .root, mode: FilePermissions(rawValue: 0o755))
        }
    }

    private func finish(_ gate: ReleaseGate?) throws(LibcontainerError) {
        let start = ProgramStart(
            process: process, configuration: configuration, security: security, channel: channel,
            preserved: options.preserved)
        try gate?.closeOthers(
            from: 3 + options.preserved, but: [channel.descriptor, options.notes].compactMap { $0 })
        let program = try start.prepare()
        notes.say("init is going to run \(program.path)")
        if let gate {
            // The runtime that made this ends now; another one will release it.
            try channel.send(.done)
            channel.close()
            notes.descriptor?.closeIgnoringErrors()
            try gate.pass()
        }
        try runHooks(.startContainer, status: "created", program.environment)
        if gate == nil { try channel.send(.done) }
        throw start.become(program)
    }

    /// Hooks of this process see it by the number that it has inside.
    private func runHooks(
        _ moment: OCIHooks.Moment, status: String, _ environment: [String]
    ) throws(LibcontainerError) {
        let hooks = configuration.hooks[moment]
        guard !hooks.isEmpty else { return }
        let text = HookState.text(state, status: status, pid: OwnProcess.pid)
        try HookRunner.run(hooks, name: moment.rawValue, state: text, environment: environment)
    }

    private func report(_ error: LibcontainerError) {
        do {
            try channel.send(.failed("\(error)"))
        } catch {
            // There is nobody any more who could be told: the runtime has ended, or said good-bye.
        }
    }
}
