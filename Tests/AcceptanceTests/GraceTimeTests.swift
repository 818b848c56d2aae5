import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("An unused container", .timeLimit(.minutes(2)))
struct GraceTimeTests {
    private let sleep = ProcessSpec(path: "sleep", arguments: ["1000"])

    private func create(_ name: String, graceTime: Duration, on server: ServerProcess) async throws -> Handle {
        var spec = ContainerSpec(handle: name)
        spec.graceTime = graceTime
        return try await server.backend.create(spec)
    }

    @Test("is destroyed after its grace time, with all that belongs to it", arguments: ServerProcess.runtimes)
    func reaped(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let before = Set(try await Leftovers(of: server).found())
            let handle = try await create("unused", graceTime: .seconds(1), on: server)

            await server.logged("container.reaped", "unused", "grace time over")

            #expect(try await server.backend.containers(matching: PropertyFilter(["garden.state": "all"])).isEmpty)
            await #expect(throws: GardenError.containerNotFound(handle: "unused")) {
                try await server.backend.container(handle).info()
            }
            // What our own runtime keeps for containers to come.
            #expect(Set(try await Leftovers(of: server).found()).subtracting(["runtime: .cache"]) == before)
        }
    }

    @Test("is one whose processes run without a client; one with a client is kept")
    func connectedClient() async throws {
        try await ServerProcess.serving { server in
            // Set when the processes are there, so that a slow machine does not reap them before.
            let used = try await create("used", graceTime: .zero, on: server)
            let process = try await server.backend.container(used).run(sleep)
            try await server.backend.container(used).setGraceTime(.milliseconds(300))
            let left = try await create("left", graceTime: .zero, on: server)
            let abandoned = try await server.backend.container(left).run(sleep)
            try await server.backend.container(left).setGraceTime(.seconds(1))
            await abandoned.detach()

            await server.logged("container.reaped", "left")
            // Three times its grace time have passed.
            #expect(try await server.backend.containers(matching: PropertyFilter()) == [used])
            try await process.signal(.kill)
            _ = try await process.wait()
            await server.logged("container.reaped", "used")

            #expect(try await server.backend.containers(matching: PropertyFilter()).isEmpty)
        }
    }

    @Test("has the grace time that was set last")
    func set() async throws {
        try await ServerProcess.serving { server in
            let kept = try await create("kept", graceTime: .zero, on: server)
            let process = try await server.backend.container(kept).run(sleep)
            try await server.backend.container(kept).setGraceTime(.milliseconds(500))
            try await server.backend.container(kept).setGraceTime(.zero)
            await process.detach()
            let shortened = try await create("shortened", graceTime: .seconds(3600), on: server)
            try await server.backend.container(shortened).setGraceTime(.seconds(1))

            await server.logged("container.reaped", "shortened")

            #expect(try await server.backend.containers(matching: PropertyFilter()) == [kept])
            try await server.backend.destroy(kept)
        }
    }

    @Test("is made by gdn create, too")
    func command() async throws {
        try await ServerProcess.serving { server in
            let flags = ["create", "--socket", server.socket.string, "--handle", "a", "--grace-time"]

            let refused = try await server.gdn(flags + ["99999999999999999999h"])
            let made = try await server.gdn(flags + ["800ms"])

            #expect(refused.status == .exited(64))
            #expect(String(decoding: refused.standardError, as: UTF8.self).contains("--grace-time"))
            #expect(made.status == .exited(0))
            await server.logged("container.reaped", "0.8 seconds")
        }
    }

    @Test("is destroyed by the next server when the first one was killed", arguments: ServerProcess.runtimes)
    func serverKilled(runtime: String) async throws {
        let server = try ServerProcess(runtime: runtime)
        let first = try await server.start()
        let handle = try await create("survivor", graceTime: .zero, on: server)
        // Its client keeps the container as long as the first server lives.
        let process = try await server.backend.container(handle).run(sleep)
        try await server.backend.container(handle).setGraceTime(.seconds(1))

        try PIDDescriptor.send(.kill, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)
        await #expect(throws: (any Error).self) { try await process.wait() }
        #expect(!server.log.entries.contains { $0.contains("container.reaped") })
        let second = try await server.start()
        await server.logged("container.reaped", "survivor", "grace time over")

        #expect(try await server.backend.containers(matching: PropertyFilter()).isEmpty)
        try PIDDescriptor.send(.terminate, to: second.pidfd)
        _ = try await server.system.exitStatus(of: second)
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
    }
}
