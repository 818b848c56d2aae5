import Glibc
import GuardianTestSupport
import Linux
import LinuxAsync
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

/// A shell script that is called like a runtime, really started.
///
/// It finds its options in `$log`, `$pid_file`, `$process`, `$call` and so on; descriptors 3 and up are the call's.
struct ScriptRuntime: Sendable {
    /// One for all tests: its threads never end.
    static let system = Result { try AsyncSystem.start() }

    let folder: TemporaryDirectory
    let client: RuncClient
    let id = ContainerID(escaping: "c1")

    private static let options = """
        #!/bin/sh
        all="$*"
        while [ $# -gt 0 ]; do
            case "$1" in
                --log) log=$2; shift ;;
                --pid-file) pid_file=$2; shift ;;
                --process) process=$2; shift ;;
                --console-socket) console=$2; shift ;;
                create|run|exec|restore|state|delete|features) call=$1 ;;
            esac
            shift
        done
        started() { printf %s $$ >"$pid_file"; }

        """

    init(_ script: String, monitor: (any ProcessMonitoring)? = nil) async throws {
        folder = try TemporaryDirectory("script")
        let system = try Self.system.get()
        let program = folder.path.appending("runtime")
        // Written by a process of its own: a program cannot be executed while a child that another test is just
        // starting has it open for writing.
        let writer = SpawnRequest(
            executable: "/bin/sh",
            arguments: [
                "sh", "-c", #"printf %s "$1" >"$2"; chmod 755 "$2""#, "sh", Self.options + script, program.string,
            ])
        let written = try await CapturedCommand(writer).run(on: system)
        try #require(written.status == .exited(0))
        var client = RuncClient(RuncConfiguration(executable: program), system: system, monitor: monitor)
        client.temporaryFolder = folder.path
        self.client = client
    }

    /// Makes a call that starts a process, and expects it to succeed.
    func start(_ call: String, io: StandardIO) async throws {
        switch call {
        case "create": try await client.create(id, bundle: "/b", io: io)
        case "run": #expect(try await client.run(id, bundle: "/b", io: io) == .exited(0))
        case "exec": #expect(try await client.exec(OCIProcess(), in: id, io: io) == .exited(0))
        default: #expect(try await client.restore(id, bundle: "/b", io: io) == .exited(0))
        }
    }

    /// Calls that start a process.
    static let starts = ["create", "run", "exec", "restore"]

    /// Reads to the end, and closes.
    func readAll(_ descriptor: FileDescriptor?) async throws -> String {
        let file = AsyncDescriptor(owning: try #require(descriptor), system: client.system)
        defer { file.close() }
        var bytes: [UInt8] = []
        while true {
            let part = try await file.read(upTo: 1 << 16)
            if part.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += part
        }
    }

    /// Reads one line, which has at least one character, and leaves it open.
    func readLine(_ descriptor: FileDescriptor) async throws -> String {
        var line: [UInt8] = []
        while line.last != UInt8(ascii: "\n") {
            try await client.system.readable(descriptor)
            guard let part = try descriptor.readNow(upTo: 100), !part.isEmpty else { break }
            line += part
        }
        return String(decoding: line.dropLast(), as: UTF8.self)
    }
}

/// Waits until the other side of a pipe is closed everywhere; a child that another test is just starting may have it
/// open for another moment.
func waitForHangUp(of descriptor: FileDescriptor) async throws {
    try await ScriptRuntime.system.get().blocking {
        var watched = pollfd(fd: descriptor.rawValue, events: 0, revents: 0)
        poll(&watched, 1, -1)
    }
}
