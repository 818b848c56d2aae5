import GuardianTestSupport
import Linux
import LinuxAsync
import Runc
import RuncCommand
import Synchronization
import SystemPackage
import Testing

@Suite("Sockets for a runtime's descriptors", .timeLimit(.minutes(10)))
struct DescriptorSocketTests {
    private let folder: TemporaryDirectory
    private let client: RuncClient

    init() throws {
        folder = try TemporaryDirectory("socket")
        var client = RuncClient(RuncConfiguration(executable: "/x/runc"), system: try ScriptRuntime.system.get())
        client.temporaryFolder = folder.path
        self.client = client
    }

    /// Does what a runtime does.
    private static func send(_ name: String, _ descriptors: [FileDescriptor], to path: FilePath) throws {
        let socket = try StreamSocket.connect(to: path)
        defer { socket.descriptor.closeIgnoringErrors() }
        #expect(try socket.send(Array(name.utf8), descriptors: descriptors))
    }

    private func file(_ contents: String) throws -> FileDescriptor {
        try MemoryFile.make(name: "test", contents: Array(contents.utf8))
    }

    private func contents(of file: FileDescriptor) throws -> String {
        defer { file.closeIgnoringErrors() }
        return String(decoding: try file.readNow(upTo: 100) ?? [], as: UTF8.self)
    }

    @Test("hand over what is sent, before or after it is waited for")
    func receive() async throws {
        let file = try file("terminal")
        defer { file.closeIgnoringErrors() }

        try await client.withConsoleSocket { socket in
            async let received = socket.receive()
            try Self.send("/dev/ptmx", [file], to: socket.path)
            #expect(try contents(of: await received) == "terminal")

            let second = try self.file("second")
            defer { second.closeIgnoringErrors() }
            try Self.send(String(repeating: "n", count: 4095), [second], to: socket.path)
            #expect(try contents(of: await socket.receive()) == "second")
        }
    }

    @Test("are in a folder that only we can enter, and that is gone afterwards, also after a failure")
    func place() async throws {
        let kept = try await client.withPIDSocket { socket in
            let folder = socket.path.removingLastComponent()
            let modes = [try FileStatus.of(folder).mode, try FileStatus.of(socket.path).mode]
            #expect(modes == [FilePermissions(rawValue: 0o700), FilePermissions(rawValue: 0o600)])
            #expect(folder.removingLastComponent() == self.folder.path)
            return socket
        }
        await #expect(throws: RuncError.invalid(reason: "x")) {
            try await client.withConsoleSocket { _ in throw RuncError.invalid(reason: "x") }
        }

        #expect(try Files.entries(of: folder.path).isEmpty)
        await #expect(throws: RuncError.self) { try await kept.receive() }
    }

    @Test("whose path would be too long are refused before anything is made")
    func tooLong() async throws {
        var client = client
        client.temporaryFolder = folder.path.appending(String(repeating: "f", count: 70))

        await #expect {
            try await client.withConsoleSocket { _ in Issue.record("called") }
        } throws: {
            guard case RuncError.invalid(let reason) = $0 else { return false }
            return reason.contains("fff/.g") && reason.hasSuffix("more than 107")
        }
        #expect(try Files.entries(of: folder.path).isEmpty)
    }

    @Test("refuse a name that is too long, no descriptor and several, and keep none of them")
    func refused() async throws {
        let pipe = try Pipe.make()
        defer { pipe.read.closeIgnoringErrors() }
        let cases = [
            ("n", 2, "2 descriptors instead of one"), ("n", 0, "no descriptor, or more than can be received"),
            (String(repeating: "n", count: 4096), 1, "a name of more than 4095 bytes"),
        ]

        try await client.withConsoleSocket { socket in
            for (name, count, reason) in cases {
                try Self.send(name, Array(repeating: pipe.write, count: count), to: socket.path)
                await #expect(throws: RuncError.unexpectedMessage(socket: socket.path, reason: reason)) {
                    try await socket.receive()
                }
            }
        }

        pipe.write.closeIgnoringErrors()
        let rest = AsyncDescriptor(owning: try pipe.read.duplicated(), system: client.system)
        #expect(try await rest.read(upTo: 1) == [])
    }

    @Test("refuse another user", .enabled(if: StreamSocket.ownUser == 0))
    func anotherUser() async throws {
        let connect = "socket(S, AF_UNIX, SOCK_STREAM, 0); connect(S, sockaddr_un($ARGV[0])) or exit 1"
        try await client.withConsoleSocket { socket in
            try Files.setMode(FilePermissions(rawValue: 0o755), of: socket.path.removingLastComponent())
            try Files.setMode(FilePermissions(rawValue: 0o666), of: socket.path)
            let other = SpawnRequest(
                executable: "/usr/bin/perl",
                arguments: ["perl", "-MSocket", "-e", "$> = 65534; \(connect)", socket.path.string])
            let output = try await CapturedCommand(other).run(on: client.system)
            try #require(output.status == .exited(0))

            await #expect {
                try await socket.receive()
            } throws: {
                guard case RuncError.unexpectedMessage(socket.path, let reason) = $0 else { return false }
                return reason.hasPrefix("user 65534 connected")
            }
        }
    }

    @Test("tell what went wrong with them, and not that their folder cannot be removed")
    func folderInTheWay() async throws {
        var client = client
        client.temporaryFolder = folder.path.appending("private")
        try Files.makeDirectory(client.temporaryFolder, mode: .ownerReadWriteExecute)

        await #expect(throws: RuncError.invalid(reason: "why")) {
            try await client.withConsoleSocket { _ in
                try Files.rename(client.temporaryFolder, to: folder.path.appending("moved"))
                try Files.write([], to: client.temporaryFolder, mode: .ownerReadWrite, durably: false)
                throw RuncError.invalid(reason: "why")
            }
        }
    }

    @Test("say so when somebody connects and sends nothing")
    func connectedOnly() async throws {
        try await client.withConsoleSocket { socket in
            try StreamSocket.connect(to: socket.path).descriptor.closeIgnoringErrors()

            await #expect(throws: RuncError.nothingSent(socket: socket.path)) { try await socket.receive() }
        }
    }

    @Test("wait no longer than the task lives", arguments: [false, true])
    func cancelled(isConnected: Bool) async throws {
        try await client.withConsoleSocket { socket in
            let peer = isConnected ? try StreamSocket.connect(to: socket.path) : nil
            defer { peer?.descriptor.closeIgnoringErrors() }
            let task = Task { try await socket.receive() }

            task.cancel()

            await #expect(throws: RuncError.cancelled) { try await task.value }
        }
        #expect(try Files.entries(of: folder.path).isEmpty)
    }
}
