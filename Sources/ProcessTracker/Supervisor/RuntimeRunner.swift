import JSON
import Linux
import RuncCommand
import SystemPackage

/// Starts runtimes, and finds out what came of it.
struct RuntimeRunner {
    /// Where a runtime finds the process's JSON among its own descriptors.
    private static let processDescriptor = 3

    private let folder: ContainerFolder
    private let environment: [String]
    private var streams: [ProcessName: ProcessStreams] = [:]
    /// What the runtime that makes the container writes to standard error. The container's init inherits it, so it
    /// is a pipe that breaks when the runtime has ended, and not a file of the host.
    private(set) var creationError: OutputTail?

    init(folder: ContainerFolder, environment: [String]) {
        self.folder = folder
        self.environment = RuncConfiguration.environment(from: environment)
    }

    // MARK: starting

    /// Prepares and starts a call; the descriptor in its request is closed. What was prepared for a process stays for
    /// `discard` when this fails.
    mutating func start(_ call: RuntimeCall) throws(TrackerFailure) -> PID {
        do {
            switch call.purpose {
            case .container(let request): return try start(request)
            case .process(let request):
                defer { request.process.closeIgnoringErrors() }
                return try start(request)
            }
        } catch {
            if call.process == nil { closeCreationError() }
            throw TrackerFailure(.system, OutputTail.end(of: "\(error)"))
        }
    }

    private mutating func start(_ request: CreateRequest) throws(LinuxError) -> PID {
        // Runtimes append, and an earlier attempt's words are not this one's.
        try Files.remove(folder.runtimeLog)
        try Files.remove(folder.initPIDFile)
        var options = RunOptions(detach: true)
        options.creation.pidFile = folder.initPIDFile
        options.creation.noNewKeyring = true
        let call = RuncCall.run(request.container, bundle: request.bundle, options)

        let pipe = try Pipe.make(nonBlockingRead: true)
        defer { pipe.write.closeIgnoringErrors() }
        closeCreationError()
        creationError = OutputTail(of: pipe.read)
        let input = try Self.endedInput()
        defer { input.closeIgnoringErrors() }
        return try spawn(request.runtime, call, log: folder.runtimeLog, [input, pipe.write, pipe.write])
    }

    /// An input that is at its end, and not /dev/null: crun gives the streams of a container's init to the container's
    /// root, who could then take the host's /dev/null away from everybody.
    private static func endedInput() throws(LinuxError) -> FileDescriptor {
        let pipe = try Pipe.make()
        pipe.write.closeIgnoringErrors()
        return pipe.read
    }

    private mutating func start(_ request: RunRequest) throws(LinuxError) -> PID {
        let processFile = FilePath("/proc/self/fd/\(request.process.rawValue)")
        let process: JSONValue
        do {
            process = try JSONValue(parsing: try Files.read(processFile))
        } catch {
            throw .malformed(path: "process", reason: "\(error)")
        }
        let files = try folder.makeProcess(request.name, from: process)
        var options = ExecOptions()
        options.detach = true
        options.pidFile = files.pidFile
        let inherited = FilePath("/proc/self/fd/\(Self.processDescriptor)")
        let call = RuncCall.exec(request.container, process: inherited, options)

        let (kept, given) = try ProcessStreams.make(owner: request.owner)
        streams[request.name] = kept
        defer { for descriptor in given { descriptor.closeIgnoringErrors() } }
        return try spawn(request.runtime, call, log: files.runtimeLog, given + [request.process])
    }

    private func spawn(
        _ runtime: RuncConfiguration, _ call: RuncCall, log: FilePath, _ descriptors: [FileDescriptor?]
    ) throws(LinuxError) -> PID {
        var runtime = runtime
        runtime.log = log
        runtime.logFormat = .json
        var request = SpawnRequest(executable: runtime.executable, arguments: runtime.arguments(for: call))
        request.environment = environment
        request.descriptors = descriptors
        let process = try Spawn.start(request)
        process.pidfd.closeIgnoringErrors()
        return process.pid
    }

    // MARK: what came of it

    /// Finds out what came of a call whose runtime ended with `status`.
    mutating func examine(_ call: RuntimeCall, _ status: ExitStatus) -> RuntimeOutcome {
        do {
            switch call.purpose {
            case .container: return try examineContainer(status)
            case .process(let request): return try examineProcess(request.name, status)
            }
        } catch let failure as TrackerFailure {
            return .failed(failure)
        } catch {
            return .failed(TrackerFailure(.system, OutputTail.end(of: "\(error)")))
        }
    }

    private mutating func examineContainer(_ status: ExitStatus) throws -> RuntimeOutcome {
        _ = creationError?.fill()
        let standardError = creationError?.bytes ?? []
        closeCreationError()
        guard status == .exited(0) else { throw failure(status, log: folder.runtimeLog, standardError) }
        let pid = try PIDFile.parse(try Files.read(folder.initPIDFile))
        do {
            try folder.recordInit(pid)
        } catch {
            // One that has ended already and was reaped is for the state to tell of, which has kept how it ended.
            guard [.noSuchFileOrDirectory, .noSuchProcess].contains(error.errno) else { throw error }
        }
        return .produced(pid, isChild: try Children.containsOrWillAdopt(pid))
    }

    private func examineProcess(_ name: ProcessName, _ status: ExitStatus) throws -> RuntimeOutcome {
        let files = folder.process(name)
        guard status == .exited(0) else {
            let standardError = streams[name].map { OutputTail.drained($0.error) } ?? []
            throw failure(status, log: files.runtimeLog, standardError)
        }
        let pid = try PIDFile.parse(try Files.read(files.pidFile))
        try Files.remove(files.runtimeLog)
        return .produced(pid, isChild: try Children.containsOrWillAdopt(pid))
    }

    private func failure(_ status: ExitStatus, log: FilePath, _ standardError: [UInt8]) -> TrackerFailure {
        let entries: [UInt8]
        do {
            entries = try Files.read(log)
        } catch {
            // A runtime that cannot be executed rightly has no log; its standard error is what there is.
            entries = []
        }
        let said = RuncLog.failureMessage(log: entries, standardError: standardError)
        let message = said.isEmpty ? "the runtime ended with status \(status.code) and said nothing" : said
        return TrackerFailure(.runtime, OutputTail.end(of: message), status: status.code)
    }

    // MARK: what is kept

    /// Reads what the runtime that makes the container has written by now; false at the end.
    mutating func readCreationError() -> Bool { creationError?.fill() ?? false }

    private mutating func closeCreationError() {
        creationError?.close()
        creationError = nil
    }

    /// What all processes write into, as far as it is known.
    var outputs: [FileDescriptor] { streams.values.flatMap { [$0.output, $0.error] } }

    /// What a server gets of a process's streams.
    func streams(of name: ProcessName) -> [FileDescriptor] { streams[name]?.forServer ?? [] }

    /// Gives up the tracker's end of a process's standard input.
    mutating func closeInput(of name: ProcessName) { streams[name]?.closeInput() }

    /// Closes a process's streams.
    mutating func closeStreams(of name: ProcessName) {
        streams[name]?.closeAll()
        streams[name] = nil
    }
}
