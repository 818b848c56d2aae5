import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("Stopping a container")
struct StopTests {
    /// Ready only when it is stubborn.
    private static let stubborn = "trap '' TERM; echo ready; while :; do sleep 1000; done"

    private func shell(_ script: String) -> ProcessSpec { ProcessSpec(path: "sh", arguments: ["-c", script]) }

    /// A process that has come so far as to write a line.
    private func ready(_ script: String, in container: any Container) async throws -> any Garden.Process {
        let process = try await container.run(shell("\(script)"))
        while try await process.standardOutput.read().isEmpty { await Task.yield() }
        return process
    }

    @Test("ends whatever obeys, soon; init lives on, and the container can be used", arguments: ServerProcess.runtimes)
    func obeying(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec(handle: "a"))
            let container = try await backend.container(handle)
            let plain = try await container.run(ProcessSpec(path: "sleep", arguments: ["1000"]))
            // One of its children is in a session of its own. They are there before the trap: a shell that was just
            // forked loses a signal that its parent has a trap for.
            let family = try await ready(
                "sleep 1000 & setsid sleep 1000 & trap 'exit 3' TERM; echo ready; wait", in: container)
            let before = try await container.info().state

            try await container.stop(kill: false)

            #expect(before == .active)
            #expect(!server.hasUsedForce)
            #expect(try await plain.wait() == 143)
            #expect(try await family.wait() == 3)
            #expect(try await container.info().state == .stopped)
            #expect(try await backend.run("ps", in: handle).output.contains("sleep") == false)
            #expect(try await container.info().state == .stopped)
            try await container.stop(kill: false)
            try await container.stop(kill: true)
        }
    }

    @Test("SIGKILL at once ends whatever does not obey", arguments: ServerProcess.runtimes)
    func kill(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec(handle: "a"))
            let container = try await backend.container(handle)
            let process = try await ready(Self.stubborn, in: container)

            try await container.stop(kill: true)

            #expect(!server.hasUsedForce)
            #expect(try await process.wait() == 137)
            #expect(try await container.info().state == .stopped)
            #expect(try await backend.run("hostname", in: handle).output == "a\n")
        }
    }

    @Test("what appears while it stops is ended as well", arguments: ServerProcess.runtimes)
    func appearing(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            let container = try await server.backend.container(handle)
            // The trap goes before anything is forked, which would else lose a signal that comes before it has its own
            // program.
            let script = """
                trap 'trap - TERM; setsid sleep 1000 & setsid sleep 1000 & exit 4' TERM
                echo ready; while :; do sleep 1; done
                """
            let process = try await ready(script, in: container)

            try await container.stop(kill: false)

            #expect(!server.hasUsedForce)
            #expect(try await process.wait() == 4)
            #expect(try await server.backend.run("ps", in: handle).output.contains("sleep") == false)
        }
    }

    @Test("what does not obey is killed after ten seconds, and many stops at once hold nobody else up")
    func stubborn() async throws {
        try await ServerProcess.serving { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec(handle: "a"))
            let other = try await backend.create(ContainerSpec(handle: "b"))
            let container = try await backend.container(handle)
            let process = try await ready(Self.stubborn, in: container)
            let order = Recorder<String>()

            let time = try await ContinuousClock().measure {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    // More than there are threads for what blocks.
                    for _ in 0..<40 {
                        group.addTask {
                            try await container.stop(kill: false)
                            order.record("stop")
                        }
                    }
                    group.addTask {
                        // What needs a thread that may block, and no other program, which a slow machine starts slowly.
                        for _ in 0..<3 { _ = try await backend.container(other).metrics() }
                        order.record("others")
                    }
                    try await group.waitForAll()
                }
            }

            #expect(time >= .seconds(10), "\(time)")
            await server.logged("guardian.container.stop-by-force")
            #expect(order.entries.first == "others")
            #expect(try await process.wait() == 137)
            #expect(try await backend.run("true", in: other).status == 0)
        }
    }

    @Test("is remembered by servers to come, however this one ends", arguments: ServerProcess.runtimes)
    func remembered(runtime: String) async throws {
        let server = try ServerProcess(runtime: runtime)
        let first = try await server.start()
        let handle = try await server.backend.create(ContainerSpec(handle: "a"))
        let other = try await server.backend.create(ContainerSpec(handle: "b"))
        try await server.backend.container(handle).stop(kill: true)
        try PIDDescriptor.send(.kill, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)

        let second = try await server.start()
        let backend = server.backend

        #expect(try await backend.container(handle).info().state == .stopped)
        #expect(try await backend.container(other).info().state == .active)
        #expect(try await backend.run("hostname", in: handle).output == "a\n")
        #expect(try await backend.container(handle).info().state == .stopped)
        try await backend.container(other).stop(kill: false)
        #expect(try await backend.container(other).info().state == .stopped)
        try await server.endAndCleanUp(second)
    }

    @Test("a container whose tracker is gone can be stopped, before and after a restart")
    func withoutTracker() async throws {
        let server = try ServerProcess()
        let first = try await server.start()
        let handles = [
            try await server.backend.create(ContainerSpec(handle: "a")),
            try await server.backend.create(ContainerSpec(handle: "b")),
        ]
        for handle in handles {
            _ = try await server.backend.container(handle).run(ProcessSpec(path: "sleep", arguments: ["1000"]))
            try server.kill(pidIn: "tracker.pid", of: handle)
        }

        try await server.backend.container(handles[0]).stop(kill: false)
        let left = try server.processes(of: "a")
        try PIDDescriptor.send(.kill, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)
        let second = try await server.start()
        try await server.backend.container(handles[1]).stop(kill: false)

        #expect(try left == [server.pid(in: "init.pid", of: handles[0])])
        #expect(try server.processes(of: "b") == [server.pid(in: "init.pid", of: handles[1])])
        try await server.endAndCleanUp(second)
    }

    @Test("a destroy meanwhile is not held up, and ends the stop", arguments: ServerProcess.runtimes)
    func destroyed(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            for round in 0..<3 {
                let handle = try await backend.create(ContainerSpec(handle: "a"))
                let container = try await backend.container(handle)
                let process = try await ready(Self.stubborn, in: container)
                let stopping = Task { try await container.stop(kill: false) }
                // In the last round the destroy may come first.
                if round < 2 { _ = try await backend.run("true", in: handle) }

                try await backend.destroy(handle)
                let outcome = await stopping.result

                #expect(!server.hasUsedForce)
                if case .failure(let error) = outcome {
                    #expect(["unknown handle: a", "container a is being destroyed"].contains("\(error)"))
                }
                _ = await Task { try await process.wait() }.result
                await #expect(throws: GardenError.containerNotFound(handle: "a")) {
                    try await container.stop(kill: true)
                }
            }
        }
    }

    @Test("gdn stop")
    func command() async throws {
        try await ServerProcess.serving { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            let container = try await server.backend.container(handle)
            let process = try await ready(Self.stubborn, in: container)

            let stopped = try await server.gdn(["stop", "--socket", server.socket.string, "--kill", "a"])
            let unknown = try await server.gdn(["stop", "--socket", server.socket.string, "nobody"])

            #expect(stopped.status == .exited(0))
            #expect(try await process.wait() == 137)
            #expect(unknown.status == .exited(1))
            #expect(String(decoding: unknown.standardError, as: UTF8.self).contains("unknown handle: nobody"))
        }
    }
}

extension ServerProcess {
    /// Whether a stop has waited in vain.
    fileprivate var hasUsedForce: Bool { log.entries.contains { $0.contains("guardian.container.stop-by-force") } }
}
