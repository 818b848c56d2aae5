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
        try record(TrackerProtocol.eventsFile)?["oom_kills"]?.integer() ?? 0
    }

    /// How the container's init ended; nil when the tracker has not seen that.
    public func initExit() throws -> ExitStatus? {
        guard let record = try record(TrackerProtocol.initExitFile) else { return nil }
        if let signal: Int32 = record["signal"]?.integer() { return .signalled(Signal(rawValue: signal)) }
        return record["status"]?.integer().map { ExitStatus.exited($0) }
    }

    /// The container's init, if it lives: never another process that has its number now.
    public func livingInit() throws -> PID? {
        guard let record = try record(TrackerProtocol.initFile), let number: Int32 = record["pid"]?.integer(),
            let pid = PID(rawValue: number), let startTime: UInt64 = record["start_time"]?.integer(),
            ProcessStatus.isAlive(pid, startTime: startTime)
        else { return nil }
        return pid
    }

    private func record(_ name: String) throws -> JSONValue? {
        let file = folder.appending(name)
        guard Files.exists(file) else { return nil }
        return try JSONValue(parsing: Files.read(file))
    }
}
