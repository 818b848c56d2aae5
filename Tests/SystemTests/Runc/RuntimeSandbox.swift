import Cgroups
import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

/// The runtimes that tests run with.
enum Runtime: String, CaseIterable {
    case runc
    case crun
}

/// One runtime with a bundle, a root and cgroups of its own; all that a test made is gone when `use` returns.
struct RuntimeSandbox: Sendable {
    let client: RuncClient
    let id: ContainerID
    let bundle: FilePath

    /// Runs `body` with a runtime that exists on this host and works here; else says why not.
    static func use(_ runtime: Runtime, _ body: (RuntimeSandbox) async throws -> Void) async throws {
        guard let executable = Executable.find(runtime.rawValue, searchPath: "/usr/local/sbin:/usr/sbin:/usr/bin")
        else {
            print("skipped: \(runtime.rawValue) is not installed")
            return
        }
        if runtime == .crun, try hasUnifiedControllers() {
            print("skipped: crun refuses hosts whose version 2 hierarchy has controllers beside version 1")
            return
        }
        let folder = try TemporaryDirectory("runtime")
        let sandbox = try RuntimeSandbox(executable, folder.path)
        let result = await outcome { try await body(sandbox) }
        try await sandbox.client.delete(sandbox.id, force: true)
        try CgroupTree(sandbox.cgroup, in: .detect()).remove()
        try result.get()
    }

    private init(_ executable: FilePath, _ folder: FilePath) throws {
        id = ContainerID(escaping: "test-" + RandomUUID.make())
        bundle = folder.appending("bundle")
        var client = RuncClient(
            RuncConfiguration(executable: executable, root: folder.appending("root")), system: try AsyncSystem.start())
        client.temporaryFolder = folder
        self.client = client
        try Files.makeDirectory(bundle, mode: FilePermissions(rawValue: 0o755))
        try BusyboxImage.make(at: bundle.appending("rootfs"))
        try write(arguments: ["/bin/sleep", "1000"])
    }

    /// What runs in the container from the next `run` on.
    func write(arguments: [String]) throws {
        let namespaces: [JSONValue] = ["pid", "ipc", "uts", "mount", "network"].map { ["type": .string($0)] }
        let config: JSONValue = [
            "ociVersion": "1.0.2",
            "process": process(arguments).json,
            "root": ["path": "rootfs"],
            "mounts": [["destination": "/proc", "type": "proc", "source": "proc"]],
            "linux": ["cgroupsPath": .string(cgroup), "namespaces": .array(namespaces)],
        ]
        try Files.write(
            config.encoded(), to: bundle.appending("config.json"), mode: FilePermissions(rawValue: 0o600),
            durably: false)
    }

    /// A process of root.
    func process(_ arguments: [String]) -> OCIProcess {
        var process = OCIProcess()
        process.arguments = arguments
        process.environment = ["PATH=/bin"]
        return process
    }

    /// Starts the container, detached.
    func run() async throws {
        _ = try await client.run(id, bundle: bundle, options: RunOptions(detach: true))
    }

    /// Kills the container's process and waits until it has ended.
    func stop() async throws {
        let pid = try #require(PID(rawValue: try await client.state(of: id).pid))
        let pidfd = try PIDDescriptor.open(pid)
        defer { pidfd.closeIgnoringErrors() }
        try await client.kill(id, .kill)
        try await client.system.hasEnded(pidfd: pidfd)
    }

    /// Runs `body` with a pipe's end to write to; returns what was written to it.
    func output(of body: (FileDescriptor) async throws -> Void) async throws -> String {
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        do {
            defer { pipe.write.closeIgnoringErrors() }
            try await body(pipe.write)
        }
        return String(decoding: try pipe.read.readNow(upTo: 4096) ?? [], as: UTF8.self)
    }

    private var cgroup: String { "/guardian-" + id.value }

    private static func hasUnifiedControllers() throws -> Bool {
        let file: FilePath = "/sys/fs/cgroup/unified/cgroup.controllers"
        return try Files.exists(file) && Files.read(file).contains { $0 != UInt8(ascii: "\n") }
    }

    private static func outcome(_ body: () async throws -> Void) async -> Result<Void, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
