import Glibc
import JSON
import Libcontainer
import Linux
import OCI
import SystemPackage

extension Invocation {
    /// `create`
    func create() throws(CommandError) -> Int32 {
        do {
            _ = try start(waits: true, foreground: nil)
            return 0
        } catch {
            throw error.during("runc create failed")
        }
    }

    /// `run`
    func run() throws(CommandError) -> Int32 {
        do {
            if !arguments.has("detach") { return try runInForeground() }
            let started = try start(waits: false, foreground: nil)
            do throws(LinuxError) {
                try started.notice?.wait(for: started.process.pidfd, started.process.pid)
            } catch {
                // The container runs; that nobody is told of it is not its matter.
                log.write(.warning, "\(error)")
            }
            return 0
        } catch {
            throw error.during("runc run failed")
        }
    }

    private func runInForeground() throws(CommandError) -> Int32 {
        let watch = try ProcessWatch(adoptsOrphans: !arguments.has("no-subreaper"))
        let foreground = Foreground()
        defer { foreground.end() }
        let started = try start(waits: false, foreground: foreground)
        let status: Int32
        do {
            status = try watch.wait(for: started.process, foreground, started.notice)
        } catch {
            Self.undo(started.container)
            throw error
        }
        if !arguments.has("keep") { removeEnded(started.container) }
        try watch.finish(foreground)
        return status
    }

    /// A container whose init is there.
    private struct Started {
        let container: Container
        let process: SpawnedProcess
        let notice: ServiceNotice?
    }

    private func start(waits: Bool, foreground: Foreground?) throws(CommandError) -> Started {
        let id = try id()
        let bundle = Self.absolute(arguments["bundle"] ?? ".")
        var spec = try document(bundle)
        let translation = try translation(id, bundle)
        let notice = notice(for: id)
        if spec.hasProcess { notice?.add(to: &spec) }
        var process = try command { () throws(LibcontainerError) in
            try ProcessConfiguration(spec.hasProcess ? spec.process : nil)
        }
        let listening = listeningDescriptors()
        if listening > 0 { process.environment += ["LISTEN_FDS=\(listening)", "LISTEN_PID=1"] }
        try checkTerminal(process, detaches: foreground == nil)
        var options = try startOptions(listening: listening)
        defer { close(options) }
        options.waitsForRelease = waits
        let configuration = try command { () throws(LibcontainerError) in
            try Configuration(spec, options: translation)
        }
        for warning in configuration.warnings { log.write(.warning, warning) }
        try foreground?.open(hasTerminal: process.hasTerminal, for: &options)
        let container = try command { () throws(LibcontainerError) in try factory.create(id, configuration) }
        try prepare(notice, listens: !waits, id)
        defer { for warning in container.warnings { log.write(.warning, warning) } }
        let started = try command { () throws(LibcontainerError) in try container.start(process, options) }
        do {
            try foreground?.begin()
            try writePIDFile(started)
        } catch {
            Self.undo(container)
            throw error
        }
        return Started(container: container, process: started, notice: notice)
    }

    private func prepare(
        _ notice: ServiceNotice?, listens: Bool, _ id: ContainerID
    ) throws(CommandError) {
        do throws(LinuxError) {
            try notice?.makeFolder()
            if listens { try notice?.listen() }
        } catch {
            // The first error is the one to know.
            _ = try? factory.destroy(id, force: true)
            throw CommandError(.system(error))
        }
    }

    /// The status of the program is what the caller waits for, whatever becomes of the rest.
    private func removeEnded(_ container: Container) {
        do {
            try container.remove()
        } catch {
            // Somebody else has removed it already.
            if error != .containerNotFound { log.write(.warning, "\(error)") }
        }
    }

    private static func undo(_ container: Container) {
        // The first error is the one to know.
        _ = try? container.destroy(force: true)
    }

    private func translation(_ id: ContainerID, _ bundle: FilePath) throws(CommandError) -> TranslationOptions {
        var options = TranslationOptions(id: id, bundle: bundle)
        options.noPivotRoot = arguments.has("no-pivot")
        options.noNewKeyring = arguments.has("no-new-keyring")
        options.isRootlessUser = geteuid() != 0
        options.isRootlessCgroups = try isRootless()
        return options
    }

    /// The bundle's document.
    func document(_ bundle: FilePath) throws(CommandError) -> RuntimeSpec {
        let path = bundle.appending("config.json")
        if !Files.exists(path), !Files.exists(bundle) {
            throw CommandError("chdir \(bundle): no such file or directory")
        }
        let json = try Self.json(path, missing: .specificationMissing(name: "config.json"))
        do {
            return try RuntimeSpec(json: json)
        } catch {
            throw CommandError(.specification(error))
        }
    }

    static func json(_ path: FilePath, missing: LibcontainerError? = nil) throws(CommandError) -> JSONValue {
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path)
        } catch {
            if let missing, error.errno == .noSuchFileOrDirectory { throw CommandError(missing) }
            throw CommandError("open \(path): \(error.errno.map(GoText.words) ?? "\(error)")")
        }
        do {
            return try JSONValue(parsing: bytes)
        } catch {
            throw CommandError(.notJSON(path: path.string, error))
        }
    }
}
