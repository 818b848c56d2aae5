import Garden
import JSON
import Linux
import LinuxAsync
import RuncCommand
import SystemPackage

/// A runtime without anything around it, with the bundle that a server wrote for one of its containers.
///
/// Its containers share that container's root file system, have a network namespace that nobody connects, and cgroups
/// beside the server's own, which `gdn cleanup` removes if need be.
struct BareRuntime: Sendable {
    let name: String
    private let program: FilePath
    private let folder: FilePath
    private let bundle: JSONObject
    private let system: AsyncSystem

    /// - Parameter model: the container whose bundle is taken; it must outlive this.
    init(_ server: ServerUnderTest, like model: Handle, _ setting: Setting) throws {
        guard let program = Executable.find(server.runtime, searchPath: Setting.searchPath) else {
            throw BenchmarkError("there is no \(server.runtime)")
        }
        let file = server.folder(of: model).appending("config.json")
        guard let bundle = try JSONValue(parsing: Files.read(file)).object else {
            throw BenchmarkError("\(file) is no bundle")
        }
        (self.program, self.bundle, name, system) = (program, bundle, server.runtime, setting.system)
        folder = server.folder.appending("bare")
        try Files.makeDirectory(folder, mode: FilePermissions(rawValue: 0o755))
    }

    /// Writes the bundle of a container.
    func prepare(_ id: String) throws {
        var bundle = bundle
        guard var linux = bundle["linux"]?.object, let path = linux["cgroupsPath"]?.string else {
            throw BenchmarkError("a bundle without a cgroup")
        }
        linux["cgroupsPath"] = .string(FilePath(path).removingLastComponent().appending("bare-\(id)").string)
        bundle["linux"] = .object(linux)
        try Files.makeDirectory(folder.appending(id), mode: FilePermissions(rawValue: 0o755))
        try Files.write(
            JSONValue.object(bundle).encoded(), to: folder.appending(id).appending("config.json"),
            mode: FilePermissions(rawValue: 0o600), durably: false)
    }

    /// Makes and starts the container of a prepared bundle.
    func run(_ id: String) async throws {
        try await call([
            "run", "--detach", "--bundle", folder.appending(id).string, "--pid-file", pidFile(id).string, id,
        ])
    }

    /// Runs a program in it to its end.
    func exec(_ program: String, in id: String) async throws { try await call(["exec", id, program]) }

    func state(_ id: String) async throws { try await call(["state", id]) }

    /// Kills it, waits until it has ended, since it cannot be deleted before, and deletes it.
    func end(_ id: String) async throws {
        let pid = try PIDFile.parse(try Files.read(pidFile(id)))
        let pidfd = try PIDDescriptor.open(pid)
        defer { pidfd.closeIgnoringErrors() }
        try await call(["kill", id, "KILL"])
        try await system.hasEnded(pidfd: pidfd)
        _ = try PIDDescriptor.reap(pidfd)
        try await call(["delete", id])
    }

    private func pidFile(_ id: String) -> FilePath { folder.appending(id).appending("pid") }

    private func call(_ arguments: [String]) async throws {
        let log = folder.appending("log")
        var request = SpawnRequest(
            executable: program,
            arguments: [name, "--root", folder.appending("root").string, "--log", log.string] + arguments)
        request.environment = [Setting.environment]
        let process = try await system.spawn(request)
        defer { process.pidfd.closeIgnoringErrors() }
        let status = try await system.exitStatus(of: process)
        guard status == .exited(0) else {
            let words = String(decoding: try Files.read(log), as: UTF8.self)
            throw BenchmarkError("\(name) \(arguments.joined(separator: " ")): \(status.code): \(words)")
        }
    }
}
