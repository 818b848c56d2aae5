import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import Synchronization
import SystemPackage
import Testing

/// A real `gdn server` with its own depot, tag and addresses. It is spoken to only by its socket.
final class ServerProcess: Sendable {
    /// Our own runtime.
    static let ownRuntime = "gdn-runc"
    /// The runtimes that tests run with that are about containers and processes.
    static let runtimes = [ownRuntime, "runc", "crun"]

    let folder: TemporaryDirectory
    let tag = TestTag.random()
    private let runtime: String?
    let system: AsyncSystem
    /// The lines of the servers' logs, from when they serve.
    let log = Recorder<String>()
    /// Servers of different tests share one network namespace, so each has addresses of its own.
    let pool: String
    private let flags: [String]
    private static let lastPool = Mutex(0)
    private static let lastPort = Mutex(20_000)

    /// - Parameter runtime: nil: the default.
    init(runtime: String? = nil, pool: String? = nil, flags: [String] = []) throws {
        folder = try TemporaryDirectory("acceptance")
        system = try AsyncSystem.start()
        (self.runtime, self.flags) = (runtime, flags)
        self.pool = pool ?? Self.nextPool()
        try BusyboxImage.make(at: image)
    }

    var image: FilePath { folder.path.appending("image") }
    var depot: FilePath { folder.path.appending("depot") }
    var socket: FilePath { folder.path.appending("garden.sock") }
    var backend: RemoteBackend { RemoteBackend(.unix(path: socket.string)) }

    /// The flags that every command over this depot needs.
    var arguments: [String] {
        [
            "--depot", depot.string, "--bind-socket", socket.string, "--tag", tag, "--network-pool", pool,
            "--default-rootfs", image.string,
        ] + (runtime.map { ["--runtime-plugin", $0] } ?? []) + flags
    }

    /// A TCP port that no other test uses, and no connection out of this machine (ip_local_port_range).
    static func nextPort() -> Int {
        lastPort.withLock { port in
            port += 1
            return port
        }
    }

    private static func nextPool() -> String {
        let number = lastPool.withLock { number in
            number += 1
            return number
        }
        return "10.\(1 + number / 63).\(number % 63 * 4).0/22"
    }

    /// Makes a server, hands it to `body`, and then proves that destroying everything leaves nothing behind.
    static func serving(
        runtime: String? = nil, pool: String? = nil, flags: [String] = [],
        _ body: (ServerProcess) async throws -> Void
    ) async throws {
        let server = try ServerProcess(runtime: runtime, pool: pool, flags: flags)
        let process = try await server.start()
        do {
            try await body(server)
        } catch {
            await server.finish(process)
            throw error
        }
        await server.finish(process)
    }

    /// Ends whatever serves this depot now, cleans up twice, and looks at what is left.
    private func finish(_ process: SpawnedProcess) async {
        do {
            _ = try PIDDescriptor.send(.terminate, to: process.pidfd)
            _ = try await system.exitStatus(of: process)
            try await cleanUp()
            #expect(try await Leftovers(of: self).found() == [])
            try await cleanUp()
        } catch {
            Issue.record("server with tag \(tag) could not be ended and cleaned up: \(error)")
        }
    }

    /// Runs `gdn cleanup`.
    func cleanUp() async throws {
        let output = try await gdn(["cleanup"] + arguments)
        #expect(output.status == .exited(0), "\(String(decoding: output.standardError, as: UTF8.self))")
    }

    /// Starts the server and returns once it serves. Its log goes on in `log`.
    func start(flags: [String] = []) async throws -> SpawnedProcess {
        let (read, write) = try Pipe.make()
        var request = SpawnRequest(executable: Self.program("gdn"), arguments: ["gdn", "server"] + arguments + flags)
        request.descriptors = [nil, write, .standardError]
        request.environment = Self.environment
        let output = AsyncDescriptor(owning: read, system: system)
        let server = try await system.spawn(request)
        try write.close()
        var rest: [UInt8] = []
        var lines: [String] = []
        while !lines.contains(where: { $0.contains("guardian.started") }) {
            let bytes = try await output.read(upTo: 65536)
            guard !bytes.isEmpty else {
                lines.append(String(decoding: rest, as: UTF8.self))
                throw ServerDidNotStart(output: lines.joined(separator: "\n"))
            }
            rest += bytes
            lines += Self.takeLines(from: &rest)
        }
        // What the server did since may have come with it.
        for line in lines.drop(while: { !$0.contains("guardian.started") }) { log.record(line) }
        // Somebody must read the rest, or the server would wait for room in the pipe.
        Task { [log, rest] in
            var rest = rest
            while true {
                let bytes = try await output.read(upTo: 65536)
                if bytes.isEmpty { return }
                rest += bytes
                for line in Self.takeLines(from: &rest) { log.record(line) }
            }
        }
        return server
    }

    private static func takeLines(from bytes: inout [UInt8]) -> [String] {
        var lines: [String] = []
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            lines.append(String(decoding: bytes[..<end], as: UTF8.self))
            bytes.removeSubrange(...end)
        }
        return lines
    }

    /// Waits until there is a line in the log with each of `words`.
    func logged(_ words: String...) async {
        await log.wait { lines in lines.contains { line in words.allSatisfy { line.contains($0) } } }
    }

    /// Runs a `gdn` command to its end.
    func gdn(_ arguments: [String]) async throws -> CapturedOutput {
        try await command(Self.program("gdn"), arguments)
    }

    /// Runs a program to its end.
    func command(_ program: FilePath, _ arguments: [String]) async throws -> CapturedOutput {
        var request = SpawnRequest(executable: program, arguments: [program.string] + arguments)
        request.environment = Self.environment
        return try await CapturedCommand(request).run(on: system)
    }

    /// Runs a program of the host by its name.
    func host(_ name: String, _ arguments: [String]) async throws -> String {
        let program = try #require(Executable.find(name, searchPath: Self.searchPath))
        return String(decoding: try await command(program, arguments).standardOutput, as: UTF8.self)
    }

    /// Where the build put a program: beside the test bundle.
    static func program(_ name: String) -> FilePath {
        FilePath(CommandLine.arguments[0]).removingLastComponent().appending(name)
    }

    private static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    private static let environment = ["PATH=\(searchPath)"]
}

/// The server ended instead of serving.
struct ServerDidNotStart: Error {
    let output: String
}
