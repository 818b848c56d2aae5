import Garden
import GardenClient
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("The life of a process with an image of its own")
struct PeaLifeTests {
    @Test("ends with all that it started, and leaves nothing but how it ended", arguments: ServerProcess.runtimes)
    func end(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            try await server.untilInitRuns(in: handle)
            let before = try await server.backend.container(handle).metrics().pids.current

            let result = try await server.run(
                server.pea("sleep 1000 >/dev/null 2>&1 & exit 3", id: "check"), in: handle)
            try await server.untilPeasAreGone()

            #expect(result.status == 3)
            #expect(try await server.backend.container(handle).metrics().pids.current == before)
            let exit = server.depot.appending("web").appending("processes").appending("check").appending("exit.json")
            #expect(String(decoding: try Files.read(exit), as: UTF8.self).contains("\"status\":3"))
            #expect(try await server.backend.run("true", in: handle).status == 0)
        }
    }

    @Test("may be attached to while it runs, and afterwards to learn how it ended", arguments: ServerProcess.runtimes)
    func attach(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            let container = try await server.backend.container(handle)
            let first = try await container.run(server.pea("read line; echo got $line; exit 4", id: "check"))

            let second = try await container.attach(ProcessID("check"))
            try await first.writeStandardInput(Array("it\n".utf8))
            var outputs: [String] = []
            for process in [first, second] {
                var output: [UInt8] = []
                while true {
                    let bytes = try await process.standardOutput.read()
                    if bytes.isEmpty { break }
                    output += bytes
                }
                outputs.append(String(decoding: output, as: UTF8.self))
            }
            try await server.untilPeasAreGone()
            let third = try await container.attach(ProcessID("check"))

            #expect(outputs == ["got it\n", "got it\n"])
            for process in [first, second, third] { #expect(try await process.wait() == 4) }
        }
    }

    @Test("leaves not even that when the server is told to keep nothing", arguments: [ServerProcess.ownRuntime])
    func forgotten(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime, flags: ["--cleanup-process-dirs-on-wait"]) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))

            _ = try await server.run(server.pea("true", id: "check"), in: handle)
            try await server.untilPeasAreGone()

            #expect(try Files.entries(of: server.depot.appending("web").appending("processes")) == [])
        }
    }

    @Test("has an id of its own while it lives, that is free afterwards", arguments: ServerProcess.runtimes)
    func ids(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            let container = try await server.backend.container(handle)
            let first = try await container.run(server.pea("sleep 1000", id: "web"))

            let taken = GardenError.failed("process ID 'web' already in use")
            await #expect(throws: taken) { try await container.run(server.pea("true", id: "web")) }
            await #expect(throws: taken) {
                try await server.backend.run("true", in: handle) { $0.id = "web" }
            }
            #expect(try await container.info().processIDs == ["web"])
            try await first.signal(.terminate)
            try await first.signal(.kill)
            _ = try await first.wait()
            for status in [Int32(4), 5] {
                let again = try await server.run(server.pea("exit \(status)", id: "web"), in: handle)
                #expect(again.status == status)
            }
            let other = try await server.backend.run("true", in: handle) { $0.id = "web" }
            #expect(other.status == 0)
            try await server.untilPeasAreGone()
        }
    }

    @Test("leaves nothing when it cannot be started", arguments: ServerProcess.runtimes)
    func failure(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            let container = try await server.backend.container(handle)

            let missing = try server.pea("", id: "x") { ($0.path, $0.arguments) = ("no-such-program", []) }
            do {
                _ = try await container.run(missing)
                Issue.record("it was started")
            } catch GardenError.executableNotFound(let message) {
                #expect(message.contains("not found in $PATH"))
            }
            for wrong in [
                try server.pea("true") { $0.image.uri = "/no/such/image" },
                try server.pea("true") { $0.user = "nobody-at-all" },
                try server.pea("true") { $0.directory = "/bin/sh/below" },
                try server.pea("true") { $0.resourceLimits[.nofile] = .max },
            ] {
                await #expect(throws: GardenError.self) { try await container.run(wrong) }
            }

            #expect(try server.peaTraces() == [])
            let processes = server.depot.appending("web").appending("processes")
            #expect(try !Files.exists(processes) || Files.entries(of: processes).isEmpty)
            #expect(try await server.run(server.pea("true", id: "x"), in: handle).status == 0)
        }
    }

    @Test(
        "ends when its container is stopped, whatever limits it has", arguments: ServerProcess.runtimes, [true, false])
    func stop(runtime: String, kill: Bool) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            let container = try await server.backend.container(handle)
            let script = "trap 'exit 7' TERM; echo up; while :; do sleep 0.1; done"
            let shared = try await container.run(server.pea(script))
            let own = try await container.run(server.pea(script) { $0.overrideLimits = ProcessLimits() })
            for process in [shared, own] { _ = try await process.standardOutput.read() }

            try await container.stop(kill: kill)

            for process in [shared, own] { #expect(try await process.wait() == (kill ? 137 : 7)) }
            try await server.untilPeasAreGone()
        }
    }

    @Test("ends and goes with its container", arguments: ServerProcess.runtimes)
    func destroy(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            let container = try await server.backend.container(handle)
            var processes: [any Process] = []
            for limits in [nil, ProcessLimits()] {
                processes.append(try await container.run(server.pea("sleep 1000") { $0.overrideLimits = limits }))
            }

            try await server.backend.destroy(handle)

            #expect(try server.peaTraces() == [])
            for process in processes {
                // How it ended may be lost with its tracker.
                if let status = try? await process.wait() { #expect(status == 137) }
            }
            #expect(try await server.backend.create(ContainerSpec(handle: "web")) == handle)
            #expect(try await server.run(server.pea("true"), in: handle).status == 0)
        }
    }

    @Test(
        "that is being started when its container is destroyed fails, or goes with it",
        arguments: ServerProcess.runtimes, [false, true])
    func race(runtime: String, isOwn: Bool) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            for round in 0..<8 {
                let handle = try await server.backend.create(ContainerSpec(handle: "web-\(round)"))
                let container = try await server.backend.container(handle)
                let pea = try server.pea("sleep 1000", id: "check") {
                    if isOwn { $0.overrideLimits = ProcessLimits() }
                }
                let folder = server.depot.appending(handle.value).appending("peas")
                async let started: Void = {
                    do { _ = try await container.run(pea) } catch {}
                }()
                // A little later each time: before there is a record, when there is one, when the process runs.
                var looks = 0
                while looks < round * 40 {
                    looks += 1
                    _ = Files.exists(folder)
                    await Task.yield()
                }
                if round > 4 { while !Files.exists(folder) { await Task.yield() } }

                try await server.backend.destroy(handle)
                await started

                #expect(try server.peaTraces() == [])
            }
        }
    }
}
