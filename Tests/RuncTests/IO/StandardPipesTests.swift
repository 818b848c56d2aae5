import GuardianTestSupport
import Linux
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Pipes to a process", .timeLimit(.minutes(10)))
struct StandardPipesTests {
    @Test("carry all three streams to their ends")
    func all() async throws {
        let runtime = try await ScriptRuntime("started; cat; echo trouble >&2; exit 4")
        let pipes = try StandardPipes()
        let input = try #require(pipes.takeInput())
        async let output = runtime.readAll(pipes.takeOutput())
        async let errors = runtime.readAll(pipes.takeError())

        try input.writeAll(Array("hello".utf8))
        input.closeIgnoringErrors()
        let status = try await runtime.client.run(runtime.id, bundle: "/b", io: .pipes(pipes))

        #expect(status == .exited(4))
        #expect(try await output == "hello")
        #expect(try await errors == "trouble\n")
    }

    @Test("end with the process, in every call that starts one", arguments: ScriptRuntime.starts)
    func ends(call: String) async throws {
        let runtime = try await ScriptRuntime("echo $call")
        let pipes = try StandardPipes([.output, .error])

        try await runtime.start(call, io: .pipes(pipes))

        #expect(try await runtime.readAll(pipes.takeOutput()) == "\(call)\n")
        #expect(try await runtime.readAll(pipes.takeError()) == "")
        #expect(pipes.takeInput() == nil)
    }

    @Test("end also when the runtime cannot be started, or the call was cancelled before")
    func endsWithoutStart() async throws {
        let runtime = try await ScriptRuntime("")
        var client = runtime.client
        client.configuration.executable = "/nonexistent/runtime"
        let missing = try StandardPipes(.output)
        let cancelled = try StandardPipes(.output)

        await #expect(throws: RuncError.launch(executable: "/nonexistent/runtime", .noSuchFileOrDirectory)) {
            try await client.create(runtime.id, bundle: "/b", io: .pipes(missing))
        }
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            try await runtime.client.create(runtime.id, bundle: "/b", io: .pipes(cancelled))
        }
        await #expect(throws: RuncError.cancelled) { try await task.value }

        #expect(try await runtime.readAll(missing.takeOutput()) == "")
        #expect(try await runtime.readAll(cancelled.takeOutput()) == "")
    }

    @Test("are for one call")
    func once() async throws {
        let runtime = try await ScriptRuntime("exit 0")
        let pipes = try StandardPipes()
        try await runtime.start("create", io: .pipes(pipes))

        await #expect(throws: RuncError.invalid(reason: "the pipes were given to another call before")) {
            try await runtime.start("create", io: .pipes(pipes))
        }
    }

    @Test("give each of our ends once, and close the others")
    func ownership() async throws {
        let input: FileDescriptor
        do {
            let pipes = try StandardPipes([.input, .output])
            input = try #require(pipes.takeInput())
            #expect(pipes.takeInput() == nil)
            #expect(pipes.takeError() == nil)
        }

        #expect(input.isOpen)
        // The process's end is closed.
        try await waitForHangUp(of: input)
        input.closeIgnoringErrors()
    }

    @Test("belong to whom the caller says")
    func owner() throws {
        guard StreamSocket.ownUser == 0 else {
            print("skipped: only root can give a pipe away")
            return
        }
        let owner = FileOwner(user: 1234, group: 5678)

        let pipes = try StandardPipes(.output, owner: owner)

        let output = try #require(pipes.takeOutput())
        defer { output.closeIgnoringErrors() }
        #expect(try FileStatus.of(output).owner == owner)
    }

    @Test("without a stream leave the process a null device")
    func partial() async throws {
        let runtime = try await ScriptRuntime("started; echo x || exit 9; echo said >&2; exit 0")
        let pipes = try StandardPipes(.error)

        let status = try await runtime.client.run(runtime.id, bundle: "/b", io: .pipes(pipes))

        #expect(status == .exited(0))
        #expect(try await runtime.readAll(pipes.takeError()) == "said\n")
    }
}
