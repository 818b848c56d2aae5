import Linux
import LinuxAsync
import SystemPackage

/// What all measurements share.
struct Setting: Sendable {
    /// The one that the budgets are about.
    static let reference = "crun"
    static let runtimes = ["runc", reference]

    let work: FilePath
    let programs: FilePath
    let rounds: Int
    let standing: Int
    let system: AsyncSystem

    init(options: Options, system: AsyncSystem) {
        (work, programs) = (options.work, options.programs)
        (rounds, standing) = (options.rounds, options.standing)
        self.system = system
    }

    /// On a tmpfs, so that no disk is measured.
    var memory: FilePath { work.appending("memory") }
    /// On a disk.
    var disk: FilePath { work.appending("disk") }
    /// The image of all containers.
    var image: FilePath { memory.appending("image") }

    /// The host's static busybox and nothing else.
    func makeImage() throws {
        let open = FilePermissions(rawValue: 0o755)
        for name in ["bin", "etc", "proc", "sys", "dev", "tmp", "root"] {
            try Files.makeDirectories(image.appending(name), mode: open)
        }
        let bin = image.appending("bin")
        try Files.write(try Files.read("/bin/busybox"), to: bin.appending("busybox"), mode: open, durably: false)
        for name in ["true", "sleep", "sh"] { try Self.link("busybox", at: bin.appending(name)) }
        try Files.write(
            Array("root:x:0:0:root:/root:/bin/sh\n".utf8), to: image.appending("etc").appending("passwd"),
            mode: FilePermissions(rawValue: 0o644), durably: false)
    }

    /// Runs a program of the host to its end; it must succeed.
    func run(_ program: FilePath, _ arguments: [String]) async throws {
        var request = SpawnRequest(executable: program, arguments: [program.string] + arguments)
        request.environment = [Self.environment]
        request.descriptors = [nil, nil, .standardError]
        let process = try await system.spawn(request)
        defer { process.pidfd.closeIgnoringErrors() }
        let status = try await system.exitStatus(of: process)
        guard status == .exited(0) else {
            throw BenchmarkError("\(program) \(arguments.joined(separator: " ")) ended with status \(status.code)")
        }
    }

    static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    static let environment = "PATH=\(searchPath)"
}
