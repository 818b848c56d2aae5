import Glibc
import Linux
import SystemPackage

/// A runtime's command line, with a folder of its own for what it knows.
struct Runtime {
    let name: String
    private let program: FilePath
    private let meter: FilePath
    private let folder: FilePath

    /// - Parameter name: a program of the build, or else of the host.
    init(_ name: String, _ options: Options) throws {
        let built = options.programs.appending(name)
        guard let program = Files.exists(built) ? built : Executable.find(name, searchPath: Self.searchPath) else {
            throw BenchmarkError("there is no \(name)")
        }
        (self.name, self.program) = (name, program)
        meter = options.programs.appending(options.traces ? "FunctionTrace" : "RuntimeCall")
        folder = options.work.appending(name)
        try Files.makeDirectory(folder, mode: FilePermissions(rawValue: 0o755))
    }

    var pidFile: FilePath { folder.appending("pid") }

    /// Calls it, which must succeed.
    func call(_ arguments: String...) throws -> Cost {
        guard let cost = try attempt(arguments) else {
            let words = String(decoding: try Files.read(folder.appending("errors")), as: UTF8.self)
            throw BenchmarkError("\(name) \(arguments.joined(separator: " ")): \(words)")
        }
        return cost
    }

    /// Calls it.
    ///
    /// - Parameter cgroup: where it begins: a folder of memory cgroups of version 1.
    /// - Returns: nil when it failed.
    func attempt(_ arguments: [String], in cgroup: FilePath? = nil) throws -> Cost? {
        let words = [meter.string, cgroup?.string ?? "-", program.string, "--root", folder.appending("root").string]
        var request = SpawnRequest(executable: meter, arguments: words + arguments)
        request.environment = ["PATH=\(Self.searchPath)"]
        let output = try open("cost")
        let errors = try open("errors")
        defer { for file in [output, errors] { file.closeIgnoringErrors() } }
        request.descriptors = [nil, output, errors]
        let process = try Spawn.start(request)
        defer { process.pidfd.closeIgnoringErrors() }
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])
        _ = try PIDDescriptor.reap(process.pidfd)
        let text = String(decoding: try Files.read(folder.appending("cost")), as: UTF8.self)
        let numbers = text.split { $0 == " " || $0 == "\n" }.compactMap { Double($0) }
        guard numbers.count == 5 else { throw BenchmarkError("\(meter) says: \(text)") }
        guard numbers[0] == 0 else { return nil }
        return Cost(
            wall: numbers[1] / 1000, processor: (numbers[2] + numbers[3]) / 1000, memory: numbers[4] / 1024)
    }

    private func open(_ name: String) throws -> FileDescriptor {
        try FileDescriptor.open(
            folder.appending(name), .writeOnly, options: [.create, .truncate, .closeOnExec],
            permissions: FilePermissions(rawValue: 0o644))
    }

    private static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
}
