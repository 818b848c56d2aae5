import Garden
import GardenClient
import Linux
import SystemPackage
import Testing

@Suite("Attaching to processes")
struct AttachTests {
    /// Waits for a file that the test makes.
    private static let gate = "while [ ! -e /tmp/go ]; do sleep 0.01; done"

    @Test("that run, have ended, or are not there", arguments: ServerProcess.runtimes)
    func states(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            let container = try await server.backend.container(handle)
            let running = try await server.startShell("read line; echo got $line; exit 3", in: handle) { $0.id = "r" }
            _ = try await server.startShell("exit 7", in: handle) { $0.id = "e" }.wait()

            let attached = try await container.attach(ProcessID("r"))
            let ended = try await container.attach(ProcessID("e"))
            try await attached.writeStandardInput(Array("this\n".utf8))

            #expect(attached.id == running.id)
            #expect(try await ClientStream(attached.standardOutput).rest() == "got this\n")
            #expect(try await attached.wait() == 3)
            #expect(try await running.wait() == 3)
            #expect(try await ended.wait() == 7)
            #expect(try await ClientStream(ended.standardOutput).rest() == "")
            try await ended.signal(.kill)
            await #expect(throws: GardenError.processNotFound(id: "x")) { try await container.attach(ProcessID("x")) }
            try await server.backend.destroy(handle)
            await #expect(throws: GardenError.containerNotFound(handle: "a")) {
                try await container.attach(ProcessID("e"))
            }
        }
    }

    @Test(
        "by two clients gives both all that is written from then on, and the status", arguments: ServerProcess.runtimes)
    func twoClients(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())
            let first = try await server.startShell("while read l; do echo $l; done; exit 5", in: handle)
            let second = try await server.backend.container(handle).attach(first.id)
            let outputs = [ClientStream(first.standardOutput), ClientStream(second.standardOutput)]
            // Both read from now on: each has got something.
            try await first.writeStandardInput(Array("1\n".utf8))
            #expect(try await outputs[0].line() == "1\n")
            try await second.writeStandardInput(Array("2\n".utf8))
            _ = try await outputs[1].line()

            try await first.writeStandardInput(Array("3\n4\n".utf8))
            await second.closeStandardInput()

            for output in outputs { #expect(try await output.rest().hasSuffix("3\n4\n")) }
            #expect(try await first.wait() == 5)
            #expect(try await second.wait() == 5)
        }
    }

    @Test("gives what no client has read yet, and nothing that one has", arguments: ServerProcess.runtimes)
    func unread(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())
            let script = "echo one; \(Self.gate); echo two; echo err >&2; read line; echo three"
            let first = try await server.startShell(script, in: handle)
            #expect(try await ClientStream(first.standardOutput).line() == "one\n")
            await server.detach(first)

            try server.touch("/tmp/go", in: handle)
            let second = try await server.backend.container(handle).attach(first.id)
            let output = ClientStream(second.standardOutput)
            #expect(try await output.line() == "two\n")
            await server.detach(second)
            let third = try await server.backend.container(handle).attach(first.id)
            await third.closeStandardInput()

            #expect(try await ClientStream(third.standardOutput).rest() == "three\n")
            #expect(try await third.wait() == 0)
            // All that was written was read by somebody.
            let fourth = try await server.backend.container(handle).attach(first.id)
            #expect(try await ClientStream(fourth.standardOutput).rest() == "")
            #expect(try await ClientStream(fourth.standardError).rest() == "")
            #expect(try await fourth.wait() == 0)
        }
    }

    @Test(
        "after the server was killed gives exactly what was not read, however the process has fared meanwhile",
        arguments: ServerProcess.runtimes, [true, false])
    func killedServer(runtime: String, isEnded: Bool) async throws {
        let server = try ServerProcess(runtime: runtime)
        var process = try await server.start()
        let handle = try await server.backend.create(ContainerSpec())
        // More than a pipe holds, and less than is kept.
        let script = "echo one; \(Self.gate); seq 1 30000; touch /tmp/done; \(isEnded ? "" : "read line;") exit 4"
        let first = try await server.startShell(script, in: handle)
        #expect(try await ClientStream(first.standardOutput).line() == "one\n")
        _ = try await server.backend.container(handle).info()

        try await server.kill(process)
        try server.touch("/tmp/go", in: handle)
        let done = FilePath("/proc/\(try server.pid(in: "init.pid", of: handle))/root/tmp/done")
        while !Files.exists(done) { await Task.yield() }
        process = try await server.start()
        let second = try await server.backend.container(handle).attach(first.id)
        await second.closeStandardInput()

        let expected = (1...30000).map { "\($0)\n" }.joined()
        let isComplete = try await ClientStream(second.standardOutput).rest() == expected
        #expect(isComplete)
        #expect(try await second.wait() == 4)
        try await server.backend.destroy(handle)
        try await server.endAndCleanUp(process)
    }

    @Test("gives the newest of much that was written while nobody read, and the log says how much is lost")
    func newest() async throws {
        try await ServerProcess.serving { server in
            let handle = try await server.backend.create(ContainerSpec())
            let first = try await server.startShell(
                "echo one; \(Self.gate); seq 1 300000; touch /tmp/done; read line", in: handle)
            #expect(try await ClientStream(first.standardOutput).line() == "one\n")
            await server.detach(first)

            try server.touch("/tmp/go", in: handle)
            let done = FilePath("/proc/\(try server.pid(in: "init.pid", of: handle))/root/tmp/done")
            while !Files.exists(done) { await Task.yield() }
            let second = try await server.backend.container(handle).attach(first.id)
            await second.closeStandardInput()
            let rest = try await ClientStream(second.standardOutput).rest()

            let all = (1...300_000).map { "\($0)\n" }.joined()
            let isNewest = all.hasSuffix(rest)
            #expect(isNewest)
            #expect(rest.utf8.count >= 256 * 1024 - 4096)
            await server.logged("process.output.dropped", "\(all.utf8.count - rest.utf8.count)")
        }
    }

    @Test(
        "by a name that was used before gives the new one; a name that lives is refused",
        arguments: ServerProcess.runtimes)
    func names(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec())
            _ = try await server.startShell("echo old; exit 1", in: handle) { $0.id = "p" }.wait()
            let new = try await server.startShell("read line; exit 2", in: handle) { $0.id = "p" }

            let refusal = await #expect(throws: GardenError.self) {
                try await server.startShell("true", in: handle) { $0.id = "p" }
            }
            let attached = try await server.backend.container(handle).attach(ProcessID("p"))
            await attached.closeStandardInput()

            #expect(refusal?.description.contains("process ID 'p' already in use") == true)
            #expect(try await ClientStream(attached.standardOutput).rest() == "")
            #expect(try await attached.wait() == 2)
            #expect(try await new.wait() == 2)
        }
    }

    @Test("whose tracker is gone: those that ended are known, and of the others nobody can know")
    func trackerGone() async throws {
        try await ServerProcess.serving { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            let container = try await server.backend.container(handle)
            _ = try await server.startShell("exit 6", in: handle) { $0.id = "e" }.wait()
            _ = try await server.startShell("read line", in: handle) { $0.id = "r" }

            try server.kill(pidIn: "tracker.pid", of: handle)
            await server.logged("guardian.container.event", "trackerGone")

            #expect(try await container.attach(ProcessID("e")).wait() == 6)
            let error = await #expect(throws: GardenError.self) { try await container.attach(ProcessID("r")) }
            #expect(error?.description == "container a is stopped: the container's tracker is gone")
            await #expect(throws: GardenError.processNotFound(id: "x")) { try await container.attach(ProcessID("x")) }
        }
    }
}
