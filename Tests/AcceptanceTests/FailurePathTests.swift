import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

/// Each of these ends with `ServerProcess.serving` proving that nothing is left behind.
@Suite("What goes wrong leaves nothing behind")
struct FailurePathTests {
    @Test("the runtime is missing")
    func runtimeMissing() async throws {
        try await ServerProcess.serving(runtime: "/nowhere/runc") { server in
            let error = try await failure { try await server.backend.create(ContainerSpec(handle: "a")) }

            #expect(error.contains("/nowhere/runc"), "\(error)")
            try await expectNothing(in: server)
        }
    }

    @Test("the runtime's name is unknown: the server says so and does not start")
    func runtimeUnknown() async throws {
        let server = try ServerProcess(runtime: "no-such-runtime")

        let output = try await server.gdn(["server"] + server.arguments)

        #expect(output.status == .exited(1))
        #expect(String(decoding: output.standardError, as: UTF8.self).contains("no-such-runtime"))
        #expect(try await Leftovers(of: server).found() == [])
        #expect(!Files.exists(server.depot))
    }

    @Test("the image is missing", arguments: ServerProcess.runtimes)
    func imageMissing(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            var spec = ContainerSpec(handle: "a")
            spec.image.uri = "/no/such/image"
            let missing = spec

            let error = try await failure { try await server.backend.create(missing) }

            #expect(error.contains("/no/such/image"), "\(error)")
            try await expectNothing(in: server)
        }
    }

    @Test("the runtime fails half-way", arguments: ServerProcess.runtimes)
    func runtimeFails(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            var spec = ContainerSpec(handle: "a")
            // The runtime has made cgroups and namespaces when it comes to the mounts, and can make no file there.
            spec.bindMounts = [BindMount(source: "/etc/hostname", destination: "/sys/no/such/place")]
            let failing = spec

            let error = try await failure { try await server.backend.create(failing) }

            #expect(error.contains("runtime: exit status 1"), "\(error)")
            try await expectNothing(in: server)
        }
    }

    @Test("what is to be mounted is missing", arguments: ServerProcess.runtimes)
    func mountSourceMissing(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            var spec = ContainerSpec(handle: "a")
            spec.bindMounts = [BindMount(source: "/no/such/source", destination: "/inside")]
            let failing = spec

            let error = try await failure { try await server.backend.create(failing) }

            #expect(error.contains("/no/such/source"), "\(error)")
            try await expectNothing(in: server)
        }
    }

    @Test("the network's addresses are used up")
    func poolExhausted() async throws {
        let pool = "10.251.\(Int.random(in: 0...255)).\(Int.random(in: 0...31) * 8)/29"
        try await ServerProcess.serving(pool: pool) { server in
            let backend = server.backend
            let first = try await backend.create(ContainerSpec())
            _ = try await backend.create(ContainerSpec())

            let error = try await failure { try await backend.create(ContainerSpec(handle: "third")) }

            #expect(error.contains("insufficient subnets remaining in the pool"), "\(error)")
            #expect(try await backend.containers(matching: PropertyFilter(["garden.state": "all"])).count == 2)
            try await backend.destroy(first)
            _ = try await backend.create(ContainerSpec(handle: "third"))
        }
    }

    @Test("the handle is taken, invalid or unknown")
    func handles() async throws {
        try await ServerProcess.serving { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec(handle: "a"))
            let unknown = try Handle("nobody")

            let taken = try await failure { try await backend.create(ContainerSpec(handle: "a")) }
            let invalid = try await failure { try await backend.create(ContainerSpec(handle: "a/../b")) }

            #expect(taken == "Handle 'a' already in use")
            #expect(invalid == "invalid handle 'a/../b': it contains '/'")
            await #expect(throws: GardenError.containerNotFound(handle: "nobody")) {
                try await backend.destroy(unknown)
            }
            #expect(try await backend.containers(matching: PropertyFilter(["garden.state": "all"])) == [handle])
            #expect(try await backend.run("true", in: handle).status == 0)
        }
    }

    @Test("the program or the user does not exist", arguments: ServerProcess.runtimes)
    func processes(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec())
            let container = try await backend.container(handle)
            var nobody = ProcessSpec(path: "id")
            nobody.user = "bob"
            let stranger = nobody

            for path in ["no-such-program", "/no/such/program"] {
                await #expect {
                    _ = try await container.run(ProcessSpec(path: path))
                } throws: { error in
                    if case GardenError.executableNotFound = error { true } else { false }
                }
            }
            let error = try await failure { try await container.run(stranger) }

            #expect(error == "unable to find user bob: no matching entries in passwd file")
            #expect(try Files.entries(of: server.depot.appending(handle.value).appending("processes")).isEmpty)
            #expect(try await backend.container(handle).info().processIDs.isEmpty)
        }
    }

    @Test("privileged containers are switched off")
    func privilegedDisabled() async throws {
        try await ServerProcess.serving(flags: ["--disable-privileged-containers"]) { server in
            var spec = ContainerSpec(handle: "a")
            spec.privileged = true
            let mighty = spec

            let error = try await failure { try await server.backend.create(mighty) }

            #expect(error == "privileged container creation is disabled")
            try await expectNothing(in: server)
        }
    }

    @Test(
        "the tracker is killed: the container is known as stopped and can be destroyed",
        arguments: ServerProcess.runtimes)
    func trackerKilled(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec(handle: "a"))
            let container = try await backend.container(handle)
            let process = try await container.run(ProcessSpec(path: "sleep", arguments: ["1000"]))

            try kill(pidIn: "tracker.pid", of: handle, server)
            let waiting = try await failure { try await process.wait() }
            let running = try await failure { try await container.run(ProcessSpec(path: "true")) }

            #expect(waiting.contains("tracker is gone"), "\(waiting)")
            #expect(running.contains("container a is stopped"), "\(running)")
            try await untilStopped(container)
            try await backend.destroy(handle)
        }
    }

    @Test("init is killed: the container is known as stopped and can be destroyed", arguments: ServerProcess.runtimes)
    func initKilled(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec(handle: "a"))
            let container = try await backend.container(handle)
            let process = try await container.run(ProcessSpec(path: "sleep", arguments: ["1000"]))

            try kill(pidIn: "init.pid", of: handle, server)
            let status = try await process.wait()
            try await untilStopped(container)
            let running = try await failure { try await container.run(ProcessSpec(path: "true")) }

            #expect(status == 137)
            #expect(running.contains("container a is stopped"), "\(running)")
            try await backend.destroy(handle)
        }
    }

    @Test("a client that goes away during a create: its container stays if it chose the handle, else it is destroyed")
    func clientGone() async throws {
        try await ServerProcess.serving { server in
            for handle in ["chosen", ""] {
                try await postAndLeave(ContainerSpec(handle: handle), to: server)
            }
            // One more create and destroy by a patient client gives the server time to notice.
            let backend = server.backend
            var left = try await backend.containers(matching: PropertyFilter(["garden.state": "all"]))
            while left.map(\.value) != ["chosen"] {
                try await backend.destroy(try await backend.create(ContainerSpec(handle: "patient")))
                left = try await backend.containers(matching: PropertyFilter(["garden.state": "all"]))
            }

            #expect(try await backend.run("true", in: Handle("chosen")).status == 0)
        }
    }

    // MARK: -

    private func failure<Value>(_ work: () async throws -> Value) async throws -> String {
        do {
            _ = try await work()
        } catch {
            return "\(error)"
        }
        Issue.record("nothing went wrong")
        return ""
    }

    private func expectNothing(in server: ServerProcess) async throws {
        #expect(try await server.backend.containers(matching: PropertyFilter(["garden.state": "all"])).isEmpty)
        #expect(try Files.entries(of: server.depot).isEmpty)
    }

    private func kill(pidIn file: String, of handle: Handle, _ server: ServerProcess) throws {
        let text = String(
            decoding: try Files.read(server.depot.appending(handle.value).appending(file)), as: UTF8.self)
        let pid = try #require(Int32(text.prefix { $0.isNumber }).flatMap(PID.init(rawValue:)))
        let descriptor = try PIDDescriptor.open(pid)
        defer { try? descriptor.close() }
        try PIDDescriptor.send(.kill, to: descriptor)
    }

    /// The process's end and the container's reach the server one after the other.
    private func untilStopped(_ container: any Container) async throws {
        while try await container.info().state != .stopped { await Task.yield() }
    }

    /// Sends a request to create a container and hangs up at once.
    private func postAndLeave(_ spec: ContainerSpec, to server: ServerProcess) async throws {
        let body = #"{"handle":"\#(spec.handle)"}"#
        let request = "POST /containers HTTP/1.1\r\nHost: api\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let socket = try UnixStream(connectingTo: server.socket)
        try socket.send(request)
        socket.close()
    }
}
