import GuardianTestSupport
import Linux
import LinuxAsync
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Descriptors that come with a call", .timeLimit(.minutes(10)))
struct ReceiveDuringCallTests {
    private let folder: TemporaryDirectory
    private let client: RuncClient
    private let monitor = FakeMonitor()
    private let id = ContainerID(escaping: "c1")

    init() throws {
        folder = try TemporaryDirectory("socket")
        var client = RuncClient(
            RuncConfiguration(executable: "/x/runc"), system: try ScriptRuntime.system.get(), monitor: monitor)
        client.temporaryFolder = folder.path
        self.client = client
    }

    /// From now on the runtime sends the reading end of a pipe, and ends with `status`; the answer is the other end.
    private func sendPipe(thenEnd status: Linux.ExitStatus) throws -> FileDescriptor {
        let pipe = try Pipe.make()
        monitor.ran.answer { request in
            let path = try #require(request.value(of: "--console-socket"))
            let socket = try StreamSocket.connect(to: FilePath(path))
            defer { socket.descriptor.closeIgnoringErrors() }
            _ = try socket.send(Array("/dev/ptmx".utf8), descriptors: [pipe.read])
            pipe.read.closeIgnoringErrors()
            return FakeRun(status: status)
        }
        return pipe.write
    }

    private func create(_ socket: DescriptorSocket) async throws(RuncError) -> (Int, FileDescriptor) {
        var options = CreateOptions()
        options.consoleSocket = socket.path
        return try await socket.receive { [options] in
            try await client.create(id, bundle: "/b", options: options)
            return 42
        }
    }

    @Test("are returned with the call's answer")
    func received() async throws {
        let end = try sendPipe(thenEnd: .exited(0))
        defer { end.closeIgnoringErrors() }

        let (answer, descriptor) = try await client.withConsoleSocket { socket in try await create(socket) }

        defer { descriptor.closeIgnoringErrors() }
        try end.writeAll([7])
        #expect(answer == 42)
        #expect(try descriptor.readNow(upTo: 10) == [7])
    }

    @Test("are missed when the call has ended, and not waited for")
    func nothingSent() async throws {
        try await client.withConsoleSocket { socket in
            _ = await #expect(throws: RuncError.nothingSent(socket: socket.path)) { try await create(socket) }
        }
        #expect(try Files.entries(of: folder.path).isEmpty)
    }

    @Test("are missed when the runtime only connects")
    func onlyConnected() async throws {
        monitor.ran.answer { request in
            let path = try #require(request.value(of: "--console-socket"))
            try StreamSocket.connect(to: FilePath(path)).descriptor.closeIgnoringErrors()
            return FakeRun(status: .exited(0))
        }

        try await client.withConsoleSocket { socket in
            _ = await #expect(throws: RuncError.nothingSent(socket: socket.path)) { try await create(socket) }
        }
    }

    @Test("are closed when the call fails, and not taken for those of the next")
    func failedCall() async throws {
        let end = try sendPipe(thenEnd: .exited(1))
        defer { end.closeIgnoringErrors() }

        try await client.withConsoleSocket { socket in
            await #expect(throws: RuncError.failed(command: "create", status: .exited(1), message: "")) {
                try await create(socket)
            }
            monitor.ran.answer { _ in FakeRun(status: .exited(0)) }
            _ = await #expect(throws: RuncError.nothingSent(socket: socket.path)) { try await create(socket) }
        }

        try await waitForHangUp(of: end)
    }
}
