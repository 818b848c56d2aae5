import JSON
public import Linux
public import SystemPackage

/// What a tracker wrote about its container, for a server that finds the tracker gone.
public struct TrackedFiles: Sendable {
    private let folder: FilePath

    /// The files in a container's folder.
    public init(folder: FilePath) { self.folder = folder }

    /// How many processes were killed because memory ran out.
    public func memoryKills() throws -> UInt64 {
        try record(FilePath(TrackerProtocol.eventsFile))?["oom_kills"]?.integer() ?? 0
    }

    /// How the container's init ended; nil when the tracker has not seen that.
    public func initExit() throws -> ExitStatus? {
        try record(FilePath(TrackerProtocol.initExitFile)).flatMap(Self.exit)
    }

    /// How a process ended; nil when the tracker has not seen that, or there is no such process.
    public func exit(of process: ProcessName) throws -> ExitStatus? {
        try record(Self.folder(of: process).appending(TrackerProtocol.exitFile)).flatMap(Self.exit)
    }

    /// Whether there is anything about a process.
    public func hasProcess(_ process: ProcessName) -> Bool {
        Files.exists(folder.pushing(Self.folder(of: process)))
    }

    private static func folder(of process: ProcessName) -> FilePath {
        FilePath(TrackerProtocol.processesFolder).appending(process.value)
    }

    private static func exit(_ record: JSONValue) -> ExitStatus? {
        if let signal: Int32 = record["signal"]?.integer() { return .signalled(Signal(rawValue: signal)) }
        return record["status"]?.integer().map { ExitStatus.exited($0) }
    }

    /// The container's init, if it lives: never another process that has its number now.
    public func livingInit() throws -> PID? {
        guard let record = try record(FilePath(TrackerProtocol.initFile)), let number: Int32 = record["pid"]?.integer(),
            let pid = PID(rawValue: number), let startTime: UInt64 = record["start_time"]?.integer(),
            ProcessStatus.isAlive(pid, startTime: startTime)
        else { return nil }
        return pid
    }

    private func record(_ name: FilePath) throws -> JSONValue? {
        let file = folder.pushing(name)
        guard Files.exists(file) else { return nil }
        return try JSONValue(parsing: Files.read(file))
    }
}
