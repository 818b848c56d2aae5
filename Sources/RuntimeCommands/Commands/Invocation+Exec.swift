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
        var process = try process(of: container)
        var options = try startOptions(&process)
        options.ignoresPause = arguments.has("ignore-paused")
        try checkTerminal(process, detaches: detaches, options)
        if options.consoleSocket != nil { throw CommandError(.unsupported("a terminal of exec")) }
        let watch = detaches ? nil : try ProcessWatch(adoptsOrphans: false)
        defer { for warning in container.warnings { log.write(.warning, warning) } }
        let started = try command { () throws(LibcontainerError) in try container.exec(process, options) }
        try writePIDFile(started) {
            // What has ended by itself needs no signal.
            _ = try? PIDDescriptor.send(.kill, to: started.pidfd)
        }
        return try watch?.wait(for: started) ?? 0
    }

    private func process(of container: Container) throws(CommandError) -> ProcessConfiguration {
        let wanted: OCIProcess
        if let path = arguments["process"] {
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
        var process = try document(bundle).process
        process.arguments = Array(arguments.words.dropFirst())
        process.terminal = arguments.has("tty")
        if let folder = arguments["cwd"] { process.workingDirectory = folder }
        if let profile = arguments["apparmor"] { process.apparmorProfile = profile }
        if let label = arguments["process-label"] { process.selinuxLabel = label }
        if arguments.has("no-new-privs") { process.noNewPrivileges = true }
        process.environment += arguments.all("env")
        if let user = arguments["user"] { try Self.take(user, into: &process.user) }
        for group in arguments.all("additional-gids") {
            process.user.additionalGroups.append(try Self.number(group, "additional-gids"))
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
        user.uid = try number(parts[0], "user")
        if parts.count > 1 { user.gid = try number(parts[1], "user") }
    }

    /// Digits alone: a sign or a space would make somebody else of it (CVE-2026-30892).
    private static func number(_ text: String, _ flag: String) throws(CommandError) -> UInt32 {
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isNumber, let number = UInt32(text), number <= UInt32(Int32.max) else {
            throw CommandError("parsing \(text) as int for \(flag) failed")
        }
        return number
    }
}
