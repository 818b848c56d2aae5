public import Linux
public import LinuxAsync
public import ProcessTracker
public import RuncCommand
public import SystemPackage

/// What happens at a tracker unasked.
public enum TrackerEvent: Hashable, Sendable {
    /// The container's init has ended, and with it all processes of the container.
    case initExited(ExitStatus)
    /// A process has ended.
    case processExited(id: String, ExitStatus)
    /// The kernel killed processes of the container because memory ran out: so many in all.
    case outOfMemory(kills: UInt64)
    /// The tracker has ended, or the connection to it. The last event.
    case trackerGone
}

/// A process that lives in the container.
public struct ListedProcess: Hashable, Sendable {
    /// Its name.
    public let id: String
    /// Its number.
    public let pid: PID

    /// A process.
    public init(id: String, pid: PID) { (self.id, self.pid) = (id, pid) }
}

/// What a tracker looks after.
public struct TrackerContents: Hashable, Sendable {
    /// The container's init while it lives.
    public var initProcess: PID?
    /// How the container's init ended, if it has.
    public var initExit: ExitStatus?
    /// The processes that live.
    public var processes: [ListedProcess] = []

    /// Nothing.
    public init() {}
}

/// One container's tracker: the process that starts the container's processes and sees their ends.
///
/// It lives on when this program ends, and when this object does. Requests are done once they are sent, even if the
/// task that sent them is cancelled. All of it may be used by many tasks at once.
public final class Tracker: Sendable {
    /// What happens unasked, for one consumer; ends with `trackerGone`.
    public let events: AsyncStream<TrackerEvent>

    private let link: TrackerLink

    /// Takes over a socket that is connected to a tracker.
    ///
    /// - Parameter patience: how long a tracker may take to answer what needs nobody else.
    init(_ socket: SequencedPacketSocket, system: AsyncSystem, patience: Duration = .seconds(5)) async throws {
        let (events, continuation) = AsyncStream.makeStream(of: TrackerEvent.self)
        let link = TrackerLink(socket, system: system, patience: patience, events: continuation)
        (self.events, self.link) = (events, link)
        // A service: it ends with the connection, whoever asked for that.
        Task { await link.serve() }
        do {
            try await link.promptly { try await link.greet() }
        } catch {
            link.disconnect()
            throw error
        }
    }

    /// Ends the connection, as `disconnect` does.
    deinit { link.disconnect() }

    /// Starts a tracker for the container in `folder`; its log is `tracker.log` there.
    ///
    /// - Parameter cgroups: folders that are there already; the tracker moves into them before it does anything.
    /// - Throws: `TrackerError.notStarted` with the log when it ends at once; `LinuxError`.
    public static func start(
        program: FilePath, folder: FilePath, cgroups: [FilePath], system: AsyncSystem
    ) async throws -> Tracker {
        let (ours, its) = try SequencedPacketSocket.pair()
        let launch = TrackerLaunch(program: program, folder: folder, cgroups: cgroups)
        let process: SpawnedProcess
        do {
            defer { its.descriptor.closeIgnoringErrors() }
            process = try await spawn(launch, connection: its, system: system)
        } catch {
            ours.descriptor.closeIgnoringErrors()
            throw error
        }
        // A service that ends with the tracker, of which this program is the parent as long as both live.
        Task {
            defer { process.pidfd.closeIgnoringErrors() }
            _ = try await system.exitStatus(of: process)
        }
        do {
            return try await Tracker(ours, system: system)
        } catch TrackerError.trackerGone {
            throw TrackerError.notStarted(try await lastWords(in: launch.logFile, system: system))
        }
    }

    /// Connects to the tracker of the container in `folder`, which another server started.
    ///
    /// - Throws: `TrackerError.trackerGone` when there is none.
    public static func connect(folder: FilePath, system: AsyncSystem) async throws -> Tracker {
        let socket: SequencedPacketSocket
        do {
            // Connecting waits while the tracker has too many connections that it did not accept yet.
            socket = try await system.blocking {
                try SequencedPacketSocket.connect(to: TrackerProtocol.socketName, in: folder)
            }
        } catch let error as LinuxError where [.noSuchFileOrDirectory, .connectionRefused].contains(error.errno) {
            throw TrackerError.trackerGone
        }
        return try await Tracker(socket, system: system)
    }

    // MARK: requests

    /// How many processes of the container the kernel has killed because memory ran out, as far as the tracker has told.
    ///
    /// It has told of a kill before the end of a process that it explains is known here.
    public var memoryKills: UInt64 { link.memoryKills }

    /// The names of the processes that live, also of those that another server started once `contents` has listed them.
    ///
    /// One whose end is known here, by `TrackedProcess.wait` say, is not among them.
    public var processes: Set<String> { Set(link.living.map(\.value)) }

    /// Makes the container of the bundle in `bundle`.
    ///
    /// - Parameter memory: where the kernel counts its memory, for `memoryKills`; nil when nobody does.
    /// - Returns: its init, which runs. A container that is only half made, after an error, is left to the runtime's
    ///   `delete`.
    /// - Throws: `TrackerError`.
    public func createContainer(
        _ container: ContainerID, bundle: FilePath, runtime: RuncConfiguration, memory: MemoryCgroup? = nil
    ) async throws -> PID {
        let request = CreateRequest(runtime: runtime, container: container, bundle: bundle, memory: memory)
        guard case .created(let pid) = try await link.ask(container: container, { .create($0, request) }) else {
            throw TrackerError.incompatible("no pid for a container")
        }
        return pid
    }

    /// Starts a process.
    ///
    /// - Throws: `TrackerError`; `.runtime(.executableNotFound, …)` when there is no such program in the container.
    public func run(_ request: ProcessRequest) async throws -> TrackedProcess {
        guard let name = ProcessName(request.id) else { throw TrackerError.invalidName(request.id) }
        let file = try MemoryFile.make(name: "process", contents: request.process)
        defer { file.closeIgnoringErrors() }
        let run = RunRequest(
            runtime: request.runtime, container: request.container, name: name, owner: request.owner, process: file)
        guard
            case .started(let process) = try await link.ask(
                container: request.container, id: request.id, { .run($0, run) })
        else {
            throw TrackerError.incompatible("no streams for a process")
        }
        return process
    }

    /// Sends a signal to a process; one that is not there, or not any more, is no error.
    public func signal(_ id: String, _ signal: Signal) async throws {
        guard let name = ProcessName(id) else { throw TrackerError.invalidName(id) }
        _ = try await link.ask { .signal($0, name, signal) }
    }

    /// Has the tracker remove the files of a process that has ended: nothing is known of it any more. One that lives, or
    /// is not there, is left alone; a tracker of an earlier build refuses.
    public func forget(_ process: TrackedProcess) async throws {
        _ = try await link.promptly { try await link.ask { .forget($0, process.name, process.pid) } }
    }

    /// What there is now.
    public func contents() async throws -> TrackerContents {
        guard case .listed(let messages) = try await link.promptly({ try await link.ask { .list($0) } }) else {
            throw TrackerError.incompatible("no list")
        }
        var contents = TrackerContents()
        for message in messages {
            switch message {
            case .process(_, let name, let pid): contents.processes.append(ListedProcess(id: name.value, pid: pid))
            case .container(_, .running(let pid), _): contents.initProcess = pid
            case .container(_, .exited(let status), _): contents.initExit = status
            default: break
            }
        }
        return contents
    }

    /// Ends the tracker, whatever runs, and waits for that. One that has ended already is fine.
    public func shutdown() async throws {
        do {
            try await link.promptly {
                _ = try await link.ask { .shutdown($0) }
                try await link.ended()
            }
        } catch TrackerError.trackerGone {
            return
        }
    }

    /// Ends the connection; the tracker and all processes live on. What waits here gets `TrackerError.trackerGone`.
    public func disconnect() { link.disconnect() }
}

/// A process to start.
public struct ProcessRequest: Sendable {
    /// Its name, which no living process of the container has.
    public var id: String
    /// The runtime.
    public var runtime: RuncConfiguration
    /// The container's name at the runtime.
    public var container: ContainerID
    /// The process's JSON (`process` of the runtime specification). It never touches the disk.
    public var process: [UInt8]
    /// The host's ids of the user that it runs as, who gets its pipes.
    public var owner: FileOwner

    /// A process owned by the host's root.
    public init(id: String, runtime: RuncConfiguration, container: ContainerID, process: [UInt8]) {
        (self.id, self.runtime, self.container, self.process) = (id, runtime, container, process)
        owner = .root
    }
}
