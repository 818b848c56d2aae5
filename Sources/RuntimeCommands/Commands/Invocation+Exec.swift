import JSON
import Libcontainer
import Linux
import OCI
import SystemPackage

extension Invocation {
    /// `exec`: what fails here has a status that no program's own failure usually has.
    func exec() throws(CommandError) -> Int32 {
        do {
            return try enter()
        } catch {
            throw error.during("exec failed", status: 255)
        }
    }

    private func enter() throws(CommandError) -> Int32 {
        let container = try container()
        let detaches = arguments.has("detach")
        let process: ProcessConfiguration
        do {
            process = try self.process(of: container)
        } catch {
            // That nothing can enter it any more is more than what is wrong with the process.
            let status = try command { () throws(LibcontainerError) in try container.status() }
            throw status == .stopped ? CommandError(.execInStopped) : error
        }
        try checkTerminal(process, detaches: detaches)
        var options = try startOptions()
        defer { close(options) }
        options.ignoresPause = arguments.has("ignore-paused")
        options.subCgroups = try SubCgroups.paths(arguments.all("cgroup"))
        if detaches {
            _ = try start(process, in: container, options, foreground: nil)
            return 0
        }
        let watch = try ProcessWatch(adoptsOrphans: false)
        let foreground = Foreground()
        defer { foreground.end() }
        try foreground.open(hasTerminal: process.hasTerminal, for: &options)
        let started = try start(process, in: container, options, foreground: foreground)
        let status = try watch.wait(for: started, foreground, nil)
        try watch.finish(foreground)
        return status
    }

    private func start(
        _ process: ProcessConfiguration, in container: Container, _ options: StartOptions, foreground: Foreground?
    ) throws(CommandError) -> SpawnedProcess {
        defer { for warning in container.warnings { log.write(.warning, warning) } }
        let started = try command { () throws(LibcontainerError) in try container.exec(process, options) }
        do {
            try foreground?.begin()
            try writePIDFile(started)
        } catch {
            // What has ended by itself needs no signal.
            _ = try? PIDDescriptor.send(.kill, to: started.pidfd)
            throw error
        }
        return started
    }

    private func process(of container: Container) throws(CommandError) -> ProcessConfiguration {
        let wanted: OCIProcess
        if let path = arguments["process"], !path.isEmpty {
            let json = try Self.json(Self.absolute(path))
            do {
                wanted = try OCIProcess(json: json)
            } catch {
                throw CommandError(.specification(error))
            }
        } else {
            wanted = try processOfFlags(container)
        }
        return try command { () throws(LibcontainerError) in try ProcessConfiguration(wanted) }
    }

    /// The process of the bundle's document as it is now, with what the command line says instead.
    private func processOfFlags(_ container: Container) throws(CommandError) -> OCIProcess {
        guard let bundle = container.configuration.bundle else {
            throw CommandError(.specificationMissing(name: "config.json"))
        }
        guard arguments.words.count > 1 else { throw CommandError("process args cannot be empty") }
        var process = try document(bundle).process
        process.arguments = Array(arguments.words.dropFirst())
        process.terminal = arguments.has("tty")
        if let folder = arguments["cwd"], !folder.isEmpty { process.workingDirectory = folder }
        if let profile = arguments["apparmor"], !profile.isEmpty { process.apparmorProfile = profile }
        if let label = arguments["process-label"], !label.isEmpty { process.selinuxLabel = label }
        if let given = arguments["no-new-privs"] { process.noNewPrivileges = given == "true" }
        process.environment += arguments.all("env")
        if let user = arguments["user"], !user.isEmpty { try Self.take(user, into: &process.user) }
        for group in arguments.all("additional-gids") {
            process.user.additionalGroups.append(try GoNumber.id(group, "gid"))
        }
        add(arguments.all("cap"), to: &process)
        return process
    }

    private func add(_ names: [String], to process: inout OCIProcess) {
        guard !names.isEmpty else { return }
        var sets = process.capabilities ?? OCICapabilities()
        sets.bounding += names
        sets.effective += names
        sets.permitted += names
        if !sets.inheritable.isEmpty { sets.ambient += names }
        process.capabilities = sets
    }

    private static func take(_ text: String, into user: inout OCIUser) throws(CommandError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        user.uid = try GoNumber.id(parts[0], "uid")
        if parts.count > 1 { user.gid = try GoNumber.id(parts[1], "gid") }
    }
}
