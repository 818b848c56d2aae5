import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage

/// What a client has of a process's output stream.
final class ClientStream {
    private let stream: any ProcessOutput
    private var buffer: [UInt8] = []

    init(_ stream: any ProcessOutput) { self.stream = stream }

    /// The next line, with its end; what is left when there is none.
    func line() async throws -> String {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                defer { buffer.removeSubrange(...end) }
                return String(decoding: buffer[...end], as: UTF8.self)
            }
            let more = try await stream.read()
            guard !more.isEmpty else { return try await rest() }
            buffer += more
        }
    }

    /// Everything to the end.
    func rest() async throws -> String {
        while true {
            let more = try await stream.read()
            if more.isEmpty { break }
            buffer += more
        }
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
    }

    /// Writes everything to the end to a file of the host, and counts it.
    func copy(to file: FilePath) async throws -> Int {
        let target = try FileDescriptor.open(
            file, .writeOnly, options: [.create, .truncate], permissions: FilePermissions(rawValue: 0o600))
        defer { target.closeIgnoringErrors() }
        var count = 0
        while true {
            let more = try await stream.read()
            if more.isEmpty { return count }
            count += try target.writeAll(more)
        }
    }
}

extension ServerProcess {
    /// Makes a file inside, from outside: for that no server is needed.
    func touch(_ path: String, in handle: Handle) throws {
        let root = FilePath("/proc/\(try pid(in: "init.pid", of: handle))/root")
        try Files.write([], to: root.pushing(FilePath(path)), mode: FilePermissions(rawValue: 0o644), durably: false)
    }

    /// Starts a shell with a script.
    func startShell(
        _ script: String, in handle: Handle, _ change: (inout ProcessSpec) -> Void = { _ in }
    ) async throws -> any Garden.Process {
        var spec = ProcessSpec(path: "sh", arguments: ["-c", script])
        change(&spec)
        return try await backend.container(handle).run(spec)
    }

    /// Parts a client from its process, and waits until the server has noticed.
    func detach(_ process: any Garden.Process) async {
        let before = log.entries.count
        await process.detach()
        await log.wait { lines in lines.dropFirst(before).contains { $0.contains("process.detached") } }
    }

    /// Kills the server and waits for its end.
    func kill(_ server: SpawnedProcess) async throws {
        try PIDDescriptor.send(.kill, to: server.pidfd)
        _ = try await system.exitStatus(of: server)
    }
}
