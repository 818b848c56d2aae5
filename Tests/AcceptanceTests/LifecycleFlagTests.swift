import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("The flags of containers' lives")
struct LifecycleFlagTests {
    @Test(
        "with values that make no sense are refused before anything is made",
        arguments: [
            (["--uid-map-start", "x"], "The value 'x' is invalid for '--uid-map-start"),
            (["--uid-map-start=-1"], "The value '-1' is invalid for '--uid-map-start"),
            (["--uid-map-start", "0"], "--uid-map-start '0': it would make a container's user the host's root"),
            (["--gid-map-start", "0"], "--gid-map-start '0': it would make a container's user the host's root"),
            (["--uid-map-start", "4294967295"], "ids from 4294967295 reach the container root's, 4294967294"),
            (["--uid-map-length", "4294967295"], "4294967295 ids from 1 reach the container root's"),
            (["--gid-map-start", "7", "--gid-map-length", "4294967290"], "4294967290 ids from 7 reach"),
            (["--default-grace-time", "soon"], "The value 'soon' is invalid for '--default-grace-time"),
            (["--device-cgroup-rule", "q 1:2 rwm"], "--device-cgroup-rule 'q 1:2 rwm': not a rule"),
            (["--disable-privileged-containers=maybe"], "--disable-privileged-containers"),
            (["--destroy-containers-on-startup=maybe"], "--destroy-containers-on-startup"),
            (["--cleanup-process-dirs-on-wait=maybe"], "--cleanup-process-dirs-on-wait"),
            (["--properties-path"], "Missing value for '--properties-path"),
            (["--console-sockets-path"], "Missing value for '--console-sockets-path"),
        ])
    func senseless(flags: [String], message: String) async throws {
        let server = try ServerProcess()

        let output = try await server.gdn(["server"] + server.arguments + flags)
        let complaint = String(decoding: output.standardError, as: UTF8.self)

        #expect(output.status != .exited(0))
        #expect(complaint.contains(message), "\(complaint)")
        #expect(!Files.exists(server.depot) && !Files.exists(server.socket))
    }

    @Test("that change nothing are accepted with a line each, and properties survive without them")
    func superseded() async throws {
        let server = try ServerProcess()
        let file = server.folder.path.appending("properties.json")
        let flags = ["--properties-path", file.string, "--console-sockets-path", "/no/such/folder"]
        let first = try await server.start(flags: flags)
        let handle = try await server.backend.create(ContainerSpec(handle: "a"))
        try await server.backend.container(handle).setProperty("color", to: "blue")
        try PIDDescriptor.send(.kill, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)
        let second = try await server.start(flags: flags)

        #expect(try await server.backend.container(handle).property("color") == "blue")
        #expect(!Files.exists(file))
        try PIDDescriptor.send(.terminate, to: second.pidfd)
        _ = try await server.system.exitStatus(of: second)
        let output = try await server.gdn(["cleanup"] + server.arguments + flags)
        let lines = String(decoding: output.standardOutput + output.standardError, as: UTF8.self).split(separator: "\n")
        let warnings = lines.filter { $0.contains("guardian.flag.ignored") }
        #expect(output.status == .exited(0))
        #expect(warnings.filter { $0.contains("--properties-path") && $0.contains("kept in the depot") }.count == 1)
        #expect(warnings.filter { $0.contains("--console-sockets-path") }.count == 1)
        #expect(try await Leftovers(of: server).found() == [])
    }

    @Test("keep nothing of a process that was waited for, when told so", arguments: ServerProcess.runtimes)
    func cleanupOnWait(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime, flags: ["--cleanup-process-dirs-on-wait"]) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            let folder = server.depot.appending("a").appending("processes")
            let container = try await server.backend.container(handle)
            var spec = ProcessSpec(path: "sleep", arguments: ["1000"])
            spec.id = "living"
            let living = try await container.run(spec)

            // The same name again and again.
            for status in [3, 4] as [Int32] {
                let result = try await server.backend.run("sh", ["-c", "exit \(status)"], in: handle) { $0.id = "p" }
                #expect(result.status == status)
                #expect(try Files.entries(of: folder) == ["living"])
            }
            try await living.signal(.kill)
            #expect(try await living.wait() == 137)
            #expect(try Files.entries(of: folder).isEmpty)
        }
    }

    @Test("keep how a process ended, when told nothing")
    func keptOnWait() async throws {
        try await ServerProcess.serving { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            _ = try await server.backend.run("true", in: handle) { $0.id = "p" }

            let folder = server.depot.appending("a").appending("processes").appending("p")
            #expect(Files.exists(folder.appending("exit.json")))
        }
    }

    @Test("say which users of the host containers have")
    func mapping() async throws {
        let flags = [
            "--uid-map-start", "100000", "--uid-map-length", "65535", "--gid-map-start", "200000", "--gid-map-length",
            "1000",
        ]
        try await ServerProcess.serving(flags: flags) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))

            let users = try await server.backend.run("cat", ["/proc/self/uid_map"], in: handle).output
            let groups = try await server.backend.run("cat", ["/proc/self/gid_map"], in: handle).output

            #expect(Self.lines(users) == [["0", "4294967294", "1"], ["1", "100000", "65535"]])
            #expect(Self.lines(groups) == [["0", "4294967294", "1"], ["1", "200000", "1000"]])
        }
    }

    @Test("destroy what an earlier server left, when told so")
    func destroyOnStartup() async throws {
        let server = try ServerProcess()
        let first = try await server.start()
        let handle = try await server.backend.create(ContainerSpec(handle: "a"))
        try PIDDescriptor.send(.kill, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)

        let second = try await server.start(flags: ["--destroy-containers-on-startup"])
        while try await server.backend.containers(matching: PropertyFilter(["garden.state": "all"])).contains(handle) {
            await Task.yield()
        }

        #expect(!Files.exists(server.depot.appending("a")))
        _ = try await server.backend.create(ContainerSpec(handle: "a"))
        try await server.endAndCleanUp(second)
    }

    private static func lines(_ text: String) -> [[String]] {
        text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    }
}
