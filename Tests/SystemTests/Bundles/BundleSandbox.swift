import Cgroups
import Garden
import Glibc
import Guardian
import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import OCI
import Runc
import RuncCommand
import SystemPackage

@testable import RunDMC

/// A generated bundle with a root file system, a runtime's root and cgroups of its own; all that a test made is gone
/// when `use` returns.
struct BundleSandbox: Sendable {
    /// Where files for bind mounts can be put.
    let folder: FilePath
    let client: RuncClient
    private let id = ContainerID(escaping: "test-" + RandomUUID.make())
    private let mapping: UserMapping
    private let facts: LinuxHostFacts

    /// Runs `body` with a runtime that works here; else says why not.
    static func use(_ runtime: Runtime, _ body: (BundleSandbox) async throws -> Void) async throws {
        guard let executable = try runtime.usableExecutable() else { return }
        let folder = try TemporaryDirectory("bundle")
        let sandbox = try BundleSandbox(executable, folder.path)
        let result = await outcome { try await body(sandbox) }
        try await sandbox.client.delete(sandbox.id, force: true)
        try CgroupTree(sandbox.cgroup, in: .detect()).remove()
        try result.get()
    }

    private init(_ executable: FilePath, _ folder: FilePath) throws {
        self.folder = folder
        var client = RuncClient(
            RuncConfiguration(executable: executable, root: folder.appending("root")), system: try AsyncSystem.start())
        client.temporaryFolder = folder
        self.client = client
        mapping = try UserMapping.maximus()
        facts = try LinuxHostFacts(layout: .detect())
        try Files.makeDirectory(folder.appending("bundle"), mode: FilePermissions(rawValue: 0o755))
        try BusyboxImage.make(at: folder.appending("image"))
    }

    /// The bundle of a container whose first process is a shell with `script`.
    func bundle(
        running script: String, _ plan: (inout ContainerPlan) -> Void = { _ in },
        _ configure: (inout BundleConfiguration) -> Void = { _ in }
    ) throws -> RuntimeSpec {
        var configuration = BundleConfiguration(
            initProgram: "/bin/busybox", mapping: mapping, cgroupParent: cgroup + "/containers")
        configure(&configuration)
        var wanted = ContainerPlan(handle: try Handle("web-1"), rootFS: RootFS(path: folder.appending("rootfs")))
        plan(&wanted)
        try makeRootFS(privileged: wanted.privileged)
        var bundle = BundleRules(configuration, facts: facts) { [id] _ in id.value }.bundle(for: wanted)
        // runc relays the two streams apart, so that their order would be left to chance.
        bundle.process.arguments = ["/bin/sh", "-c", "exec 2>&1\n" + script]
        return bundle
    }

    /// What the container's first process writes until it ends.
    func output(of bundle: RuntimeSpec) async throws -> String {
        try write(bundle)
        return try await capture { io in
            _ = try await client.run(id, bundle: folder.appending("bundle"), io: io)
        }
    }

    /// Starts the container and leaves it running.
    func start(_ bundle: RuntimeSpec) async throws {
        try write(bundle)
        _ = try await client.run(id, bundle: folder.appending("bundle"), options: RunOptions(detach: true))
    }

    /// What a process in the running container writes until it ends.
    func output(of process: OCIProcess) async throws -> String {
        try await capture { io in _ = try await client.exec(process, in: id, io: io) }
    }

    /// A folder on a file system of its own, which was mounted with options that a user namespace may not drop. Call it
    /// in a mount namespace of your own, and unmount it.
    func lockedFolder() throws -> FilePath {
        let path = folder.appending("locked")
        try Files.makeDirectory(path, mode: FilePermissions(rawValue: 0o755))
        let flags = UInt(MS_NOSUID | MS_NODEV | MS_NOATIME)
        guard mount("none", path.string, "tmpfs", flags, "mode=755") == 0 else { throw Errno(rawValue: errno) }
        return path
    }

    private var cgroup: String { "/guardian-" + id.value }

    private func write(_ bundle: RuntimeSpec) throws {
        let path = folder.appending("bundle").appending("config.json")
        try Files.write(bundle.json.encoded(), to: path, mode: FilePermissions(rawValue: 0o600), durably: false)
    }

    private func makeRootFS(privileged: Bool) throws {
        let nobody = UserMapping(users: [], groups: [])
        let image = try FileDescriptor.open(folder.appending("image"), .readOnly, options: [.directory, .closeOnExec])
        defer { image.closeIgnoringErrors() }
        try TreeCopy.copy(image, to: folder.appending("rootfs"), shiftedBy: privileged ? nobody : mapping)
    }

    private func capture(_ body: (StandardIO) async throws -> Void) async throws -> String {
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        do {
            defer { pipe.write.closeIgnoringErrors() }
            try await body(StandardIO.descriptors(output: pipe.write))
        }
        return String(decoding: try pipe.read.readNow(upTo: 1 << 16) ?? [], as: UTF8.self)
    }

    private static func outcome(_ body: () async throws -> Void) async -> Result<Void, any Error> {
        do {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
