import Linux
import LinuxAsync
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Real runtimes")
struct RuncClientSystemTests {
    @Test("run, report, kill and delete a container", arguments: Runtime.allCases)
    func life(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await sandbox.run()
            let running = try await sandbox.client.state(of: sandbox.id)
            try await sandbox.stop()
            let stopped = try await sandbox.client.state(of: sandbox.id)
            try await sandbox.client.delete(sandbox.id)

            #expect(running.status == "running")
            #expect(running.pid > 0)
            #expect(stopped.status == "stopped")
            #expect(stopped.pid == 0)
            await #expect(throws: RuncError.notFound(sandbox.id)) { try await sandbox.client.state(of: sandbox.id) }
        }
    }

    @Test("know nothing of a container that was never made", arguments: Runtime.allCases)
    func unknown(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            let (client, id) = (sandbox.client, sandbox.id)

            await #expect(throws: RuncError.notFound(id)) { try await client.state(of: id) }
            await #expect(throws: RuncError.notFound(id)) { try await client.kill(id, .kill) }
            await #expect(throws: RuncError.notFound(id)) { try await client.delete(id) }
            await #expect(throws: RuncError.notFound(id)) {
                try await client.exec(sandbox.process(["/bin/true"]), in: id)
            }
            try await client.delete(id, force: true)
        }
    }

    @Test("refuse what does not go with the container's state", arguments: Runtime.allCases)
    func wrongState(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            let (client, id) = (sandbox.client, sandbox.id)
            try await sandbox.run()

            await #expect(throws: RuncError.alreadyExists(id)) { try await sandbox.run() }
            await expectWrongState { try await client.delete(id) }
            try await sandbox.stop()
            await expectWrongState { try await client.kill(id, .kill) }
            await expectWrongState { _ = try await client.exec(sandbox.process(["/bin/true"]), in: id) }
        }
    }

    @Test("delete a running container by force", arguments: Runtime.allCases)
    func force(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await sandbox.run()

            try await sandbox.client.delete(sandbox.id, force: true)

            await #expect(throws: RuncError.notFound(sandbox.id)) { try await sandbox.client.state(of: sandbox.id) }
        }
    }

    @Test("pass on what a process writes and exits with", arguments: Runtime.allCases)
    func exec(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await sandbox.run()

            let process = sandbox.process(["/bin/sh", "-c", "echo hello; ls /proc/self/fd | wc -l; exit 42"])
            let pipes = try StandardPipes(.output)
            let status = try await sandbox.client.exec(process, in: sandbox.id, io: .pipes(pipes))
            let output = try await sandbox.rest(of: pipes.takeOutput())

            #expect(status == .exited(42))
            // 0, 1, 2 and the one that ls lists the folder with: nothing of ours is left open inside.
            #expect(output == "hello\n4\n")
        }
    }

    @Test("run a process to its end in the foreground", arguments: Runtime.allCases)
    func foreground(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try sandbox.write(arguments: ["/bin/sh", "-c", "exit 7"])

            let status = try await sandbox.client.run(sandbox.id, bundle: sandbox.bundle)

            #expect(status == .exited(7))
        }
    }

    @Test("tell a missing program from other failures", arguments: Runtime.allCases)
    func executableNotFound(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await sandbox.run()

            for program in ["nosuch", "/nosuch"] {
                await expectExecutableNotFound {
                    _ = try await sandbox.client.exec(sandbox.process([program]), in: sandbox.id)
                }
            }
            try await sandbox.client.delete(sandbox.id, force: true)
            try sandbox.write(arguments: ["/nosuch"])
            await expectExecutableNotFound { try await sandbox.run() }
        }
    }

    @Test("fail for a bundle that is not there", arguments: Runtime.allCases)
    func missingBundle(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            await #expect(throws: RuncError.self) {
                try await sandbox.client.run(sandbox.id, bundle: sandbox.bundle.appending("none"))
            }
        }
    }

    @Test("are killed with the task that waits for them", arguments: Runtime.allCases)
    func cancelled(runtime: Runtime) async throws {
        try await RuntimeSandbox.use(runtime) { sandbox in
            try await sandbox.run()
            let pipe = try Pipe.make()
            defer { pipe.read.closeIgnoringErrors() }
            let task = Task {
                defer { pipe.write.closeIgnoringErrors() }
                let process = sandbox.process(["/bin/sh", "-c", "echo ready; exec sleep 1000"])
                _ = try await sandbox.client.exec(
                    process, in: sandbox.id, io: StandardIO.descriptors(output: pipe.write))
            }
            try await sandbox.client.system.readable(pipe.read)

            task.cancel()

            await #expect(throws: RuncError.cancelled) { try await task.value }
        }
    }

    @Test("that are not there are named")
    func missing() async throws {
        let configuration = RuncConfiguration(executable: "/nonexistent/runc")
        let client = RuncClient(configuration, system: try AsyncSystem.start())

        await #expect(throws: RuncError.launch(executable: "/nonexistent/runc", .noSuchFileOrDirectory)) {
            try await client.state(of: ContainerID(escaping: "c1"))
        }
    }

    private func expectWrongState(_ body: () async throws -> Void) async {
        await #expect {
            try await body()
        } throws: {
            guard case RuncError.wrongState = $0 else { return false }
            return true
        }
    }

    private func expectExecutableNotFound(_ body: () async throws -> Void) async {
        await #expect {
            try await body()
        } throws: {
            guard case RuncError.executableNotFound = $0 else { return false }
            return true
        }
    }
}
