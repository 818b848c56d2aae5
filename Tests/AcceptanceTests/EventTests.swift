import Garden
import GardenClient
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("What happens to a container")
struct EventTests {
    private static let hog = ProcessSpec(path: "dd", arguments: ["if=/dev/zero", "of=/dev/null", "bs=64M", "count=1"])

    private var small: ContainerSpec {
        var spec = ContainerSpec(handle: "a")
        spec.limits.memory.limitInBytes = 32 << 20
        return spec
    }

    @Test("a lack of memory shows by the time that the exit status does, every time", arguments: ServerProcess.runtimes)
    func outOfMemory(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(small)
            let container = try await server.backend.container(handle)
            for number in 1...10 {
                let process = try await container.run(Self.hog)

                let status = try await process.wait()
                let info = try await container.info()

                #expect(status == 137)
                #expect(info.events == Array(repeating: "Out of memory", count: number))
                #expect(info.state == .active)
            }
            // A shell that goes on, and ends as it likes, when its child was killed.
            let script = "dd if=/dev/zero of=/dev/null bs=64M count=1; exit 5"
            #expect(try await server.backend.run("sh", ["-c", script], in: handle).status == 5)
            #expect(try await container.info().events.count == 11)
            let info = try await server.gdn(["info", "--socket", server.socket.string, "a"])
            #expect(String(decoding: info.standardOutput, as: UTF8.self).contains("events: Out of memory, Out of"))
        }
    }

    @Test("is known to the next server, and to one that finds the tracker gone", arguments: ServerProcess.runtimes)
    func remembered(runtime: String) async throws {
        let server = try ServerProcess(runtime: runtime)
        var process = try await server.start()
        let handle = try await server.backend.create(small)
        for _ in 0..<2 { _ = try await server.backend.container(handle).run(Self.hog).wait() }
        var seen: [[String]] = []

        for killsTracker in [false, true] {
            try PIDDescriptor.send(.kill, to: process.pidfd)
            _ = try await server.system.exitStatus(of: process)
            if killsTracker { try server.kill(pidIn: "tracker.pid", of: handle) }
            process = try await server.start()
            seen.append(try await server.backend.container(handle).info().events)
        }
        let refusal = await #expect(throws: GardenError.self) {
            try await server.backend.container(handle).run(ProcessSpec(path: "true"))
        }

        #expect(seen.first == ["Out of memory", "Out of memory"])
        #expect(seen.last == ["Out of memory", "Out of memory", "the container's tracker is gone"])
        #expect(try await server.backend.container(handle).info().state == .stopped)
        #expect(refusal?.description == "container a is stopped: the container's tracker is gone")
        try await server.backend.destroy(handle)
        try await server.endAndCleanUp(process)
    }

    @Test(
        "the end of init: stopped, an event, no process starts, and nothing is left", arguments: ServerProcess.runtimes)
    func initKilled(runtime: String) async throws {
        let server = try ServerProcess(runtime: runtime)
        var process = try await server.start()
        let handle = try await server.backend.create(ContainerSpec(handle: "a"))
        let sleeping = try await server.backend.container(handle).run(ProcessSpec(path: "sleep", arguments: ["1000"]))

        try server.kill(pidIn: "init.pid", of: handle)
        // At once: whether the server knows already or not, it says the same.
        let early = await #expect(throws: GardenError.self) {
            try await server.backend.container(handle).run(ProcessSpec(path: "true"))
        }
        #expect(try await sleeping.wait() == 137)
        await server.logged("guardian.container.event", "initExited")

        for _ in 0..<2 {
            let container = try await server.backend.container(handle)
            let info = try await container.info()
            let late = await #expect(throws: GardenError.self) { try await container.run(ProcessSpec(path: "true")) }
            #expect(info.state == .stopped)
            #expect(info.events == ["its init ended with status 137"])
            #expect(late?.description == "container a is stopped: its init ended with status 137")
            try await container.stop(kill: false)
            try PIDDescriptor.send(.kill, to: process.pidfd)
            _ = try await server.system.exitStatus(of: process)
            process = try await server.start()
        }
        #expect(
            early?.description.hasPrefix("container a is stopped: its init ") == true, "\(String(describing: early))")
        try await server.backend.destroy(handle)
        try await server.endAndCleanUp(process)
    }
}
