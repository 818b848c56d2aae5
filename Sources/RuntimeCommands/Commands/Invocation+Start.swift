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
            _ = try start(waits: true, detaches: true)
            return 0
        } catch {
            throw error.during("runc create failed")
        }
    }

    /// `run`
    func run() throws(CommandError) -> Int32 {
        do {
            let detaches = arguments.has("detach")
            let watch = detaches ? nil : try ProcessWatch(adoptsOrphans: !arguments.has("no-subreaper"))
            let (container, process) = try start(waits: false, detaches: detaches)
            guard let watch else { return 0 }
            let status = try watch.wait(for: process)
            if !arguments.has("keep") {
                removeEnded(container)
            }
            return status
        } catch {
            throw error.during("runc run failed")
        }
    }

    private func start(waits: Bool, detaches: Bool) throws(CommandError) -> (Container, SpawnedProcess) {
        let id = try id()
        let bundle = Self.absolute(arguments["bundle"] ?? ".")
        let spec = try document(bundle)
        let translation = try translation(id, bundle)
        let given = try command { () throws(LibcontainerError) in
            try ProcessConfiguration(spec.hasProcess ? spec.process : nil)
        }
        var process = given
        var options = try startOptions(&process)
        options.waitsForRelease = waits
        try checkTerminal(process, detaches: detaches, options)
        let configuration = try command { () throws(LibcontainerError) in
            try Configuration(spec, options: translation)
        }
        for warning in configuration.warnings { log.write(.warning, warning) }
        let container = try command { () throws(LibcontainerError) in try factory.create(id, configuration) }
        defer { for warning in container.warnings { log.write(.warning, warning) } }
        let started = try command { () throws(LibcontainerError) in try container.start(process, options) }
        try writePIDFile(started) {
            // The first error is the one to know.
            _ = try? container.destroy(force: true)
        }
        return (container, started)
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

    private func translation(_ id: ContainerID, _ bundle: FilePath) throws(CommandError) -> TranslationOptions {
        var options = TranslationOptions(id: id, bundle: bundle)
        options.noPivotRoot = arguments.has("no-pivot")
        options.noNewKeyring = arguments.has("no-new-keyring")
        options.isRootlessUser = geteuid() != 0
        options.isRootlessCgroups = try isRootless()
        return options
    }

    /// What `create`, `run` and `exec` have in common; says in the environment which descriptors are passed.
    func startOptions(_ process: inout ProcessConfiguration) throws(CommandError) -> StartOptions {
        var options = StartOptions()
        options.filterCache = root.appending(ContainerFactory.cacheName).appending("seccomp")
        options.consoleSocket = arguments["console-socket"].map(Self.absolute)
        let given = arguments["preserve-fds"] ?? "0"
        guard let preserved = Int32(given), preserved >= 0 else {
            throw CommandError("invalid value \"\(given)\" for flag -preserve-fds")
        }
        let listening = variable("LISTEN_FDS").flatMap { Int32($0) } ?? 0
        for index in 0..<preserved where !FileDescriptor(rawValue: 3 + listening + index).isOpen {
            throw CommandError("unable to stat preserved-fd \(index) (of \(preserved)): bad file descriptor")
        }
        if listening > 0 { process.environment += ["LISTEN_FDS=\(listening)", "LISTEN_PID=1"] }
        options.preserved = listening + preserved
        options.notes = try notes?.place()
        return options
    }

    func checkTerminal(
        _ process: ProcessConfiguration, detaches: Bool, _ options: StartOptions
    ) throws(CommandError) {
        let hasSocket = options.consoleSocket != nil
        if detaches, process.hasTerminal, !hasSocket { throw CommandError(.terminalWithoutSocket) }
        if hasSocket, !detaches || !process.hasTerminal { throw CommandError(.socketWithoutTerminal) }
        if process.hasTerminal, !hasSocket { throw CommandError(.unsupported("a terminal in the foreground")) }
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

    /// Writes the pid as a whole: whoever waits for the file never reads a part of it.
    ///
    /// - Parameter undo: ends what was started, when the caller would not learn of it.
    func writePIDFile(
        _ process: SpawnedProcess, undo: () -> Void
    ) throws(CommandError) {
        guard let path = arguments["pid-file"] else { return }
        do {
            try Files.write(
                Array("\(process.pid)".utf8), to: Self.absolute(path), mode: FilePermissions(rawValue: 0o644),
                durably: false)
        } catch {
            undo()
            throw CommandError(.system(error))
        }
    }
}
