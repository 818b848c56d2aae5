import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("A server that ends and comes back")
struct RestartTests {
    @Test(
        "finds its containers, runs processes in them and destroys them",
        arguments: ServerProcess.runtimes, [Signal.terminate, Signal.kill])
    func restart(runtime: String, signal: Signal) async throws {
        let server = try ServerProcess(runtime: runtime)
        let first = try await server.start()
        var spec = ContainerSpec(handle: "web-1")
        spec.properties = ["owner": "me"]
        let handle = try await server.backend.create(spec)
        try await server.backend.container(handle).setProperty("color", to: "blue")
        let address = try await server.backend.container(handle).info().containerIP
        let process = try await server.backend.container(handle).run(ProcessSpec(path: "sleep", arguments: ["1000"]))

        try PIDDescriptor.send(signal, to: first.pidfd)
        let status = try await server.system.exitStatus(of: first)
        await #expect(throws: (any Error).self) { try await process.wait() }
        let second = try await server.start()
        let backend = server.backend
        let info = try await backend.container(handle).info()
        let other = try await backend.create(ContainerSpec(handle: "web-2"))

        #expect(status == (signal == .terminate ? .exited(0) : .signalled(.kill)))
        #expect(info.containerIP == address)
        #expect(info.processIDs == [process.id.value])
        #expect(info.properties["color"] == "blue")
        #expect(info.properties["owner"] == "me")
        #expect(try await backend.run("hostname", in: handle).output == "web-1\n")
        #expect(try await backend.run("ping", ["-c", "1", "-W", "20", info.hostIP], in: handle).status == 0)
        #expect(try await backend.container(other).info().containerIP != address)
        try await backend.destroy(handle)
        try await backend.destroy(other)
        try PIDDescriptor.send(.terminate, to: second.pidfd)
        _ = try await server.system.exitStatus(of: second)
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
    }

    @Test(
        "with our own runtime in place of another, it runs processes in runc's containers, and destroys them all",
        arguments: [("runc", 0), ("crun", nil)] as [(String, Int32?)])
    func otherRuntime(before: String, status: Int32?) async throws {
        let server = try ServerProcess()
        let first = try await server.start(flags: ["--runtime-plugin", before])
        let handle = try await server.backend.create(ContainerSpec(handle: "old"))
        try PIDDescriptor.send(.terminate, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)

        let second = try await server.start()
        let result = try? await server.backend.run("true", in: handle)
        try await server.backend.destroy(handle)

        #expect(result?.status == status)
        try PIDDescriptor.send(.terminate, to: second.pidfd)
        _ = try await server.system.exitStatus(of: second)
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
    }

    @Test("killed while it makes containers, it undoes what was half made and keeps what was whole")
    func killedDuringCreates() async throws {
        let server = try ServerProcess()
        let first = try await server.start()
        let whole = try await server.backend.create(ContainerSpec(handle: "whole"))

        await withTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask { _ = try? await server.backend.create(ContainerSpec(handle: "half-\(number)")) }
            }
            // Killed in the middle: when the first of them has got as far as the depot.
            while (try? Files.entries(of: server.depot).count) ?? 0 < 3 { await Task.yield() }
            _ = try? PIDDescriptor.send(.kill, to: first.pidfd)
        }
        _ = try await server.system.exitStatus(of: first)
        let second = try await server.start(flags: [])
        let backend = server.backend

        #expect(try await backend.run("true", in: whole).status == 0)
        for handle in try await backend.containers(matching: PropertyFilter()) {
            #expect(try await backend.run("true", in: handle).status == 0, "\(handle)")
            try await backend.destroy(handle)
        }
        for number in 0..<8 {
            // A create of the same handle waits for the undoing of the last one, or finds it done.
            while true {
                do {
                    _ = try await backend.create(ContainerSpec(handle: "half-\(number)"))
                    break
                } catch {
                    #expect("\(error)" == "Handle 'half-\(number)' already in use")
                    await Task.yield()
                }
            }
        }
        try PIDDescriptor.send(.terminate, to: second.pidfd)
        _ = try await server.system.exitStatus(of: second)
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
    }

    @Test("a second server on the same depot is refused and disturbs nobody")
    func twoServers() async throws {
        try await ServerProcess.serving { server in
            let handle = try await server.backend.create(ContainerSpec())

            let second = try await server.gdn(["server"] + server.arguments)

            #expect(second.status == .exited(1))
            #expect(String(decoding: second.standardError, as: UTF8.self).contains("another gdn works on this depot"))
            #expect(try await server.backend.run("true", in: handle).status == 0)
        }
    }

    @Test("a record that cannot be read is moved aside, and its container is left alone")
    func unreadableRecord() async throws {
        let server = try ServerProcess()
        let first = try await server.start()
        let handle = try await server.backend.create(ContainerSpec(handle: "garbled"))
        try PIDDescriptor.send(.terminate, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)
        let record = server.depot.appending("garbled").appending("container.json")
        let whole = try Files.read(record)
        try Files.write([1, 2, 3], to: record, mode: FilePermissions(rawValue: 0o600), durably: false)

        // More than once: what was moved aside must not be forgotten by the next server but one.
        for _ in 1...2 {
            let next = try await server.start()
            let listed = try await server.backend.containers(matching: PropertyFilter(["garden.state": "all"]))
            #expect(listed.isEmpty)
            await #expect(throws: GardenError.failed("Handle 'garbled' already in use")) {
                try await server.backend.create(ContainerSpec(handle: "garbled"))
            }
            try PIDDescriptor.send(.terminate, to: next.pidfd)
            _ = try await server.system.exitStatus(of: next)
        }
        let cleanup = try await server.gdn(["cleanup"] + server.arguments)
        #expect(cleanup.status == .exited(1))
        #expect(String(decoding: cleanup.standardError, as: UTF8.self).contains("garbled"))

        let aside = server.folder.path.appending("depot.state").appending("unreadable").appending("garbled.1")
        #expect(try Files.read(aside.appending("container.json")) == [1, 2, 3])
        // The operator mends it and puts it back.
        try Files.write(
            whole, to: aside.appending("container.json"), mode: FilePermissions(rawValue: 0o600), durably: false)
        try Files.rename(aside, to: server.depot.appending("garbled"))
        let third = try await server.start()
        #expect(try await server.backend.run("hostname", in: handle).output == "garbled\n")
        try PIDDescriptor.send(.terminate, to: third.pidfd)
        _ = try await server.system.exitStatus(of: third)
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
    }

    @Test("leaves processes running that write more than anybody reads meanwhile", arguments: ServerProcess.runtimes)
    func chattyProcess(runtime: String) async throws {
        let server = try ServerProcess(runtime: runtime)
        let first = try await server.start()
        let handle = try await server.backend.create(ContainerSpec(handle: "chatty"))
        let script = "seq 2000000; touch /tmp/finished; sleep 1000"
        let process = try await server.backend.container(handle).run(
            ProcessSpec(path: "sh", arguments: ["-c", script]))

        try PIDDescriptor.send(.kill, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)
        let second = try await server.start()
        let backend = server.backend
        while try await backend.run("test", ["-e", "/tmp/finished"], in: handle).status != 0 {}

        #expect(try await backend.container(handle).info().processIDs == [process.id.value])
        try await backend.destroy(handle)
        try PIDDescriptor.send(.terminate, to: second.pidfd)
        _ = try await server.system.exitStatus(of: second)
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
    }

    @Test("of another depot with the same tag is refused, serving and cleaning up, and disturbs nobody")
    func sameTag() async throws {
        try await ServerProcess.serving { server in
            let handle = try await server.backend.create(ContainerSpec())
            let other = server.folder.path.appending("other").string
            let arguments = server.arguments.map { $0 == server.depot.string ? other : $0 }

            for command in ["server", "cleanup"] {
                let output = try await server.gdn([command] + arguments)
                #expect(output.status == .exited(1))
                #expect(String(decoding: output.standardError, as: UTF8.self).contains("is in use for the depot"))
            }
            #expect(try await server.backend.run("true", in: handle).status == 0)
        }
    }

    @Test("is not held up by a tracker that does not answer, and neither is a destroy")
    func silentTracker() async throws {
        let server = try ServerProcess()
        let first = try await server.start()
        let handle = try await server.backend.create(ContainerSpec(handle: "silent"))
        let pid = String(
            decoding: try Files.read(server.depot.appending("silent").appending("tracker.pid")), as: UTF8.self)
        let tracker = try PIDDescriptor.open(
            try #require(Int32(pid.prefix { $0.isNumber }).flatMap(PID.init(rawValue:))))
        try PIDDescriptor.send(Signal(rawValue: 19), to: tracker)
        try PIDDescriptor.send(.kill, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)

        let second = try await server.start()
        let info = try await server.backend.container(handle).info()
        try await server.backend.destroy(handle)

        #expect(info.state == .stopped)
        #expect(info.events == ["the container's tracker does not answer"])
        try tracker.close()
        try PIDDescriptor.send(.terminate, to: second.pidfd)
        _ = try await server.system.exitStatus(of: second)
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
    }
}
