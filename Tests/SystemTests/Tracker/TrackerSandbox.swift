import Cgroups
import Glibc
import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import ProcessTracker
import RuncCommand
import SystemPackage
import Testing
import TrackerClient

/// A container's folder with a bundle and a tracker, a runtime's root and cgroups of its own; all that a test made is
/// gone when `use` returns.
final class TrackerSandbox: Sendable {
    static let system = Result { try AsyncSystem.start() }

    let system: AsyncSystem
    let folder: TemporaryDirectory
    let runtime: RuncConfiguration
    let container = ContainerID(escaping: "test-" + RandomUUID.make())
    let tracker: Tracker

    /// Runs `body` with a runtime that works here; else says why not.
    static func use(_ runtime: Runtime, _ body: (TrackerSandbox) async throws -> Void) async throws {
        guard let executable = try runtime.usableExecutable() else { return }
        let sandbox = try await TrackerSandbox(executable)
        let result = await outcome { try await body(sandbox) }
        try await sandbox.cleanUp()
        try result.get()
    }

    private init(_ executable: FilePath) async throws {
        system = try Self.system.get()
        folder = try TemporaryDirectory("tracker")
        runtime = RuncConfiguration(executable: executable, root: folder.path.appending("root"))
        let rootFS = folder.path.appending("rootfs")
        try BusyboxImage.make(at: rootFS)
        let initProgram = try Files.read(try BuiltPrograms.path(of: "gdn-init"))
        try Files.write(
            initProgram, to: rootFS.appending("init"), mode: FilePermissions(rawValue: 0o755), durably: false)
        tracker = try await Tracker.start(
            program: try BuiltPrograms.path(of: "gdn-tracker"), folder: folder.path, cgroups: [], system: system)
        try writeConfig()
    }

    private var cgroup: String { "/guardian-" + container.value }

    /// Where the kernel counts the container's memory.
    func memoryCgroup() throws -> MemoryCgroup? {
        let layout = try CgroupLayout.detect()
        guard let hierarchy = layout.hierarchy(of: "memory") else { return nil }
        let folder = hierarchy.mountPoint.appending(FilePath(cgroup).components)
        return MemoryCgroup(hierarchy.version == .one ? .one : .two, folder: folder)
    }

    /// The bundle's configuration, with `arguments` as the container's first process.
    func writeConfig(_ arguments: [String] = ["/init"], memoryLimit: Int64? = nil) throws {
        let namespaces: [JSONValue] = ["pid", "ipc", "uts", "mount"].map { ["type": .string($0)] }
        let config: JSONValue = [
            "ociVersion": "1.0.2",
            "process": process(arguments),
            "root": ["path": "rootfs"],
            "mounts": [
                ["destination": "/proc", "type": "proc", "source": "proc"],
                ["destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["mode=755"]],
            ],
            "linux": [
                "cgroupsPath": .string(cgroup), "namespaces": .array(namespaces),
                "resources": memoryLimit.map { ["memory": ["limit": .integer($0), "swap": .integer($0)]] } ?? [:],
            ],
        ]
        try Files.write(
            config.encoded(), to: folder.path.appending("config.json"), mode: FilePermissions(rawValue: 0o600),
            durably: false)
    }

    func process(_ arguments: [String], user: UInt32 = 0) -> JSONValue {
        [
            "terminal": false, "cwd": "/", "args": .strings(arguments), "env": ["PATH=/bin", "SECRET=sesame"],
            "user": ["uid": .integer(user), "gid": .integer(user)],
        ]
    }

    /// Makes the container.
    @discardableResult
    func create(with executable: FilePath? = nil, memory: MemoryCgroup? = nil) async throws -> PID {
        var runtime = runtime
        runtime.executable = executable ?? runtime.executable
        return try await tracker.createContainer(container, bundle: folder.path, runtime: runtime, memory: memory)
    }

    /// Starts a process in the container.
    func run(_ id: String, _ arguments: [String], user: UInt32 = 0) async throws -> TrackedProcess {
        try await run(id, arguments, user: user, by: tracker)
    }

    func run(
        _ id: String, _ arguments: [String], user: UInt32 = 0, by tracker: Tracker
    ) async throws -> TrackedProcess {
        var request = ProcessRequest(
            id: id, runtime: runtime, container: container, process: process(arguments, user: user).encoded())
        request.owner = FileOwner(user: user, group: user)
        return try await tracker.run(request)
    }

    func shell(_ id: String, _ script: String) async throws -> TrackedProcess {
        try await run(id, ["/bin/sh", "-c", script])
    }

    /// A file of the container's folder as JSON.
    func record(_ path: String) throws -> JSONValue {
        try JSONValue(parsing: Files.read(file(path)))
    }

    func file(_ path: String) -> FilePath { folder.path.appending(FilePath(path).components) }

    /// The tracker's number, as it has recorded it.
    func trackerPID() throws -> PID { try PIDFile.parse(Files.read(file("tracker.pid"))) }

    /// Removes the container by the runtime itself.
    func deleteContainer() async throws -> CapturedOutput {
        var options = DeleteOptions()
        options.force = true
        let arguments = runtime.arguments(for: .delete(container, options))
        var request = SpawnRequest(executable: runtime.executable, arguments: arguments)
        request.environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]
        return try await CapturedCommand(request).run(on: system)
    }

    private func cleanUp() async throws {
        _ = try await deleteContainer()
        try await tracker.shutdown()
        try CgroupTree(cgroup, in: .detect()).remove()
    }

    private static func outcome(_ body: () async throws -> Void) async -> Result<Void, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}

extension TrackedOutput {
    /// Everything to its end.
    func all() async throws -> String {
        var bytes: [UInt8] = []
        while true {
            let part = try await read()
            if part.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += part
        }
    }

    /// The first line, without its end.
    func line() async throws -> String {
        var bytes: [UInt8] = []
        while bytes.last != UInt8(ascii: "\n") {
            let part = try await read()
            if part.isEmpty { break }
            bytes += part
        }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
