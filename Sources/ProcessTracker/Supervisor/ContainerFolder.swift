import JSON
import Linux
import RuncCommand
import SystemPackage

/// The files that a tracker keeps in its container's folder.
struct ContainerFolder: Sendable {
    private static let secret = FilePermissions(rawValue: 0o600)
    private static let secretFolder = FilePermissions(rawValue: 0o700)

    let path: FilePath

    var runtimeLog: FilePath { path.appending("runtime.log") }
    var initPIDFile: FilePath { path.appending("init.pid") }

    func process(_ name: ProcessName) -> ProcessFolder {
        ProcessFolder(path: path.appending("processes").appending(name.value))
    }

    /// Makes the folder of a process that is about to start, in place of an earlier one of the same name.
    func makeProcess(_ name: ProcessName, from process: JSONValue) throws(LinuxError) -> ProcessFolder {
        let folder = self.process(name)
        try Files.makeDirectory(path.appending("processes"), mode: Self.secretFolder)
        try Files.removeTree(folder.path)
        try Files.makeDirectory(folder.path, mode: Self.secretFolder)
        // The environment may hold secrets and stays away from the disk.
        var record = JSONObject()
        for key in ["args", "cwd", "user", "terminal"] { record[key] = process[key] }
        try Self.write(record, to: folder.path.appending("process.json"), durably: false)
        return folder
    }

    func recordTracker(_ pid: PID) throws(LinuxError) {
        try Files.write(Array("\(pid)\n".utf8), to: path.appending("tracker.pid"), mode: Self.secret, durably: false)
    }

    func recordInit(_ pid: PID) throws(LinuxError) {
        let record: JSONObject = [
            "pid": .integer(pid.rawValue), "start_time": .integer(try ProcessStatus.startTime(of: pid)),
            "pid_namespace": .integer(try ProcessStatus.pidNamespace(of: pid)),
        ]
        try Self.write(record, to: path.appending(TrackerProtocol.initFile), durably: true)
    }

    func recordInitExit(_ status: ExitStatus, outOfMemory: Bool) throws(LinuxError) {
        let record = Self.exit(status, outOfMemory: outOfMemory)
        try Self.write(record, to: path.appending(TrackerProtocol.initExitFile), durably: true)
    }

    func recordExit(_ name: ProcessName, _ status: ExitStatus, outOfMemory: Bool) throws(LinuxError) {
        let record = Self.exit(status, outOfMemory: outOfMemory)
        try Self.write(record, to: process(name).path.appending("exit.json"), durably: true)
    }

    func recordMemoryKills(_ kills: UInt64) throws(LinuxError) {
        let record: JSONObject = ["oom_kills": .integer(kills)]
        try Self.write(record, to: path.appending(TrackerProtocol.eventsFile), durably: true)
    }

    /// Removes the folder of a process, unless it belongs to a later one of the same name.
    func forget(_ name: ProcessName, _ pid: PID) throws {
        let folder = process(name)
        guard Files.exists(folder.pidFile), try PIDFile.parse(try Files.read(folder.pidFile)) == pid else { return }
        try Files.removeTree(folder.path)
    }

    private static func exit(_ status: ExitStatus, outOfMemory: Bool) -> JSONObject {
        var record = status.members(after: ["finished": .integer(WallClock.now())])
        if outOfMemory { record["oom"] = true }
        return record
    }

    private static func write(_ record: JSONObject, to path: FilePath, durably: Bool) throws(LinuxError) {
        let text = JSONValue.object(record).encoded() + [UInt8(ascii: "\n")]
        try Files.write(text, to: path, mode: secret, durably: durably)
    }
}

/// The files of one process.
struct ProcessFolder: Sendable {
    let path: FilePath

    /// One log for each call: runtimes append, and calls run side by side.
    var runtimeLog: FilePath { path.appending("runtime.log") }
    var pidFile: FilePath { path.appending("pid") }
}
