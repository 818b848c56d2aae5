import Linux
import SystemPackage
import Testing

/// What a program with one thread, SystemCallProbe or another, says about something that it does to itself.
struct ProbeRun {
    /// By name; several lines of the same name are divided by a comma.
    let said: [String: String]
    /// All of it.
    let lines: [String]

    /// Runs it to its end. It gives up by itself, with a status, when something fails that should not.
    init(_ arguments: String...) throws {
        try self.init(program: "SystemCallProbe", arguments)
    }

    /// Runs another one.
    init(program name: String, _ arguments: [String]) throws {
        let program = try BuiltPrograms.path(of: name)
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        var request = SpawnRequest(executable: program, arguments: ["probe"] + arguments)
        request.descriptors = [nil, pipe.write, pipe.write]
        let process: SpawnedProcess
        do {
            defer { pipe.write.closeIgnoringErrors() }
            process = try Spawn.start(request)
        }
        defer { process.pidfd.closeIgnoringErrors() }
        var bytes: [UInt8] = []
        while let more = try pipe.read.readNow(upTo: 4096), !more.isEmpty { bytes += more }
        _ = try DescriptorPoll.wait([DescriptorPoll.Entry(process.pidfd)])
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(try PIDDescriptor.reap(process.pidfd) == .exited(0), "\(arguments): \(text)")
        lines = text.split(separator: "\n").map(String.init)
        said = Dictionary(
            lines.compactMap { line in
                guard let sign = line.firstIndex(of: "=") else { return nil }
                return (String(line[..<sign]), String(line[line.index(after: sign)...]))
            }
        ) { "\($0),\($1)" }
    }

    /// Runs it with a folder of its own as the last argument, which is gone afterwards.
    static func inFolder(_ scenario: String, _ body: (ProbeRun) throws -> Void) throws {
        let folder = FilePath("/tmp/guardian-probe-\(RandomUUID.make())")
        try Files.makeDirectory(folder, mode: FilePermissions(rawValue: 0o755))
        defer {
            do {
                try Files.removeTree(folder)
            } catch {
                Issue.record("cannot remove \(folder): \(error)")
            }
        }
        try body(ProbeRun(scenario, folder.string))
    }

    /// The value of a name; empty when nothing was said.
    subscript(_ name: String) -> String { said[name] ?? "" }
}
