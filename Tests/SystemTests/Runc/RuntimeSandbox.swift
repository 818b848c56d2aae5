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
    case own = "gdn-runc"

    /// Those that have all commands of the client.
    static let allCases: [Runtime] = [.runc, .crun]
    /// Those that can start processes for a tracker.
    static let tracked: [Runtime] = [.own] + allCases
}

/// One runtime with a bundle, a root and cgroups of its own; all that a test made is gone when `use` returns.
struct RuntimeSandbox: Sendable {
    let runtime: Runtime
    /// A copy with other values is for calls that need them.
    var client: RuncClient
    let id: ContainerID
    /// For whatever else a test needs.
    let folder: FilePath

    /// Runs `body` with a runtime that exists on this host and works here; else says why not.
    static func use(_ runtime: Runtime, _ body: (RuntimeSandbox) async throws -> Void) async throws {
        guard let executable = try runtime.usableExecutable() else { return }
        let folder = try TemporaryDirectory("runtime")
        let sandbox = try RuntimeSandbox(runtime, executable, folder.path)
        let result = await outcome { try await body(sandbox) }
        try await sandbox.client.delete(sandbox.id, force: true)
        try CgroupTree(sandbox.cgroup, in: .detect()).remove()
        try result.get()
    }

    private init(_ runtime: Runtime, _ executable: FilePath, _ folder: FilePath) throws {
        id = ContainerID(escaping: "test-" + RandomUUID.make())
        (self.runtime, self.folder) = (runtime, folder)
        var client = RuncClient(
            RuncConfiguration(executable: executable, root: folder.appending("root")), system: try AsyncSystem.start())
        client.temporaryFolder = folder
        self.client = client
        try Files.makeDirectory(bundle, mode: FilePermissions(rawValue: 0o755))
        try BusyboxImage.make(at: bundle.appending("rootfs"))
        try write(arguments: ["/bin/sleep", "1000"])
    }

    var bundle: FilePath { folder.appending("bundle") }

    /// The container's cgroup, absolute from each hierarchy's root.
    var cgroup: String { "/guardian-" + id.value }

    /// What runs in the container from the next `run` or `create` on.
    func write(arguments: [String]) throws { try write { $0.process.arguments = arguments } }

    /// The container from the next `run` or `create` on: root's `sleep 1000`, as `change` makes it.
    func write(_ change: (inout RuntimeSpec) -> Void) throws {
        var spec = RuntimeSpec()
        spec.process = process(["/bin/sleep", "1000"])
        spec.rootPath = "rootfs"
        spec.mounts = [
            OCIMount(destination: "/proc", type: "proc", source: "proc"),
            OCIMount(destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"]),
            OCIMount(
                destination: "/dev/pts", type: "devpts", source: "devpts",
                options: ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]),
        ]
        spec.linux.cgroupsPath = cgroup
        spec.linux.namespaces = [.pid, .ipc, .uts, .mount, .network].map { OCINamespace($0) }
        change(&spec)
        try Files.write(
            spec.json.encoded(), to: bundle.appending("config.json"), mode: FilePermissions(rawValue: 0o600),
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

    /// Starts the container, detached, and waits until its process has written something.
    func runUntilItWrites() async throws {
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        do {
            defer { pipe.write.closeIgnoringErrors() }
            _ = try await client.run(
                id, bundle: bundle, options: RunOptions(detach: true), io: .descriptors(output: pipe.write))
        }
        try await client.system.readable(pipe.read)
    }

    /// Kills the container's process and waits until it has ended.
    func stop() async throws {
        try await waitForEnd { try await client.kill(id, .kill) }
    }

    /// Waits until the container's process has ended, which `body` brings about.
    func waitForEnd(after body: () async throws -> Void) async throws {
        let pid = try #require(PID(rawValue: try await client.state(of: id).pid))
        let pidfd = try PIDDescriptor.open(pid)
        defer { pidfd.closeIgnoringErrors() }
        try await body()
        try await client.system.hasEnded(pidfd: pidfd)
    }

    /// What a file of the container's cgroup holds, without the line's end: of `one`'s controller in version 1, or of the
    /// version 2 hierarchy. Read by hand, so that runtime and client are not judged by code of ours.
    func cgroupFile(_ one: (controller: String, file: String), two: String) throws -> String {
        let isUnified = Files.exists("/sys/fs/cgroup/cgroup.controllers")
        let path = isUnified ? "\(cgroup)/\(two)" : "/\(one.controller)\(cgroup)/\(one.file)"
        let text = String(decoding: try Files.read(FilePath("/sys/fs/cgroup" + path)), as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    private static func outcome(_ body: () async throws -> Void) async -> Result<Void, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
