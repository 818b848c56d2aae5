import Garden
import GardenClient
import Linux
import SystemPackage
import Testing

@Suite("A container's life through the API")
struct ContainerLifeTests {
    @Test("from creation to destruction", arguments: ServerProcess.runtimes)
    func life(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            var spec = ContainerSpec(handle: "web-1")
            spec.properties = ["owner": "me"]
            spec.environment = ["COLOR=blue"]

            try await backend.ping()
            let handle = try await backend.create(spec)

            #expect(try await backend.containers(matching: PropertyFilter(["owner": "me"])) == [handle])
            #expect(try await backend.containers(matching: PropertyFilter(["owner": "you"])).isEmpty)
            #expect(try await backend.run("hostname", in: handle).output == "web-1\n")
            #expect(try await backend.run("id", ["-u"], in: handle).output == "0\n")
            #expect(
                try await backend.run("sh", ["-c", "echo $COLOR $HOME $USER"], in: handle).output == "blue /root root\n"
            )
            #expect(try await backend.run("cat", in: handle, input: "over and out").output == "over and out")
            #expect(
                try await backend.run("sh", ["-c", "echo oops >&2; exit 42"], in: handle)
                    == ProcessResult(status: 42, output: "", errors: "oops\n"))
            try await backend.destroy(handle)
            #expect(try await backend.containers(matching: PropertyFilter(["garden.state": "all"])).isEmpty)
        }
    }

    @Test("a process is who it should be, where it should be", arguments: ServerProcess.runtimes)
    func users(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec())

            let named = try await backend.run("sh", ["-c", "id; pwd; echo $HOME"], in: handle) { $0.user = "alice" }
            let numbered = try await backend.run("id", in: handle) { $0.user = "7:8" }
            let elsewhere = try await backend.run("sh", ["-c", "pwd; stat -c %u:%g ."], in: handle) { spec in
                spec.user = "alice"
                spec.directory = "/made/for/me"
            }

            #expect(
                named.output
                    == "uid=1000(alice) gid=1000(alice) groups=2000(crew)\n/home/alice\n/home/alice\n")
            #expect(numbered.output.hasPrefix("uid=7 gid=8"))
            #expect(elsewhere.output == "/made/for/me\n1000:1000\n")
        }
    }

    @Test("root inside is nobody outside, unless privileged", arguments: ServerProcess.runtimes)
    func privileges(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            var mighty = ContainerSpec(handle: "mighty")
            mighty.privileged = true
            let plain = try await backend.create(ContainerSpec(handle: "plain"))
            let privileged = try await backend.create(mighty)

            let mapped = try await backend.run("cat", ["/proc/self/uid_map"], in: plain).output
            let unmapped = try await backend.run("cat", ["/proc/self/uid_map"], in: privileged).output
            let owner = try await backend.run("stat", ["-c", "%u:%g", "/bin/busybox"], in: plain).output
            let mount = try await backend.run("mount", ["-t", "tmpfs", "none", "/tmp"], in: plain)

            #expect(mapped.split(separator: "\n").first?.split(separator: " ") == ["0", "4294967294", "1"])
            #expect(unmapped.split(separator: " ").first == "0")
            #expect(owner == "0:0\n")
            #expect(mount.status != 0)
        }
    }

    @Test("what it writes is its own, and gone with it", arguments: ServerProcess.runtimes)
    func writableLayer(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let first = try await backend.create(ContainerSpec(handle: "first"))
            let second = try await backend.create(ContainerSpec(handle: "second"))

            let written = try await backend.run("sh", ["-c", "echo mine >/etc/passwd; cat /etc/passwd"], in: first)
            let untouched = try await backend.run("sh", ["-c", "grep -c root /etc/passwd"], in: second)

            #expect(written.output == "mine\n")
            #expect(untouched.output == "1\n")
            let image = String(
                decoding: try Files.read(server.image.appending("etc").appending("passwd")), as: UTF8.self)
            #expect(image.hasPrefix("root:"))
        }
    }

    @Test("it has an address, a gateway and names, and cannot reach its neighbours", arguments: ServerProcess.runtimes)
    func network(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let first = try await backend.create(ContainerSpec(handle: "first"))
            let second = try await backend.create(ContainerSpec(handle: "second"))
            let info = try await backend.container(first).info()
            let neighbour = try await backend.container(second).info().containerIP

            let hosts = try await backend.run("cat", ["/etc/hosts"], in: first).output
            let gateway = try await backend.run("ping", ["-c", "1", "-W", "20", info.hostIP], in: first)
            let outside = try await backend.run("ping", ["-c", "1", "-W", "20", "192.0.2.1"], in: first)
            let apart = try await backend.run("ping", ["-c", "1", "-W", "1", neighbour], in: first)

            #expect(hosts.contains("127.0.0.1 localhost"))
            #expect(hosts.contains("\(info.containerIP) first"))
            #expect(gateway.status == 0, "\(gateway)")
            #expect(outside.status == 0, "\(outside)")
            #expect(apart.status != 0, "\(apart)")
        }
    }

    @Test("limits are enforced", arguments: ServerProcess.runtimes)
    func limits(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            var spec = ContainerSpec(handle: "small")
            spec.limits.memory.limitInBytes = 32 << 20
            spec.limits.pids.max = 20
            spec.limits.cpu.weight = 512
            let handle = try await backend.create(spec)

            let hungry = try await backend.run("dd", ["if=/dev/zero", "of=/dev/null", "bs=64M", "count=1"], in: handle)
            let modest = try await backend.run("dd", ["if=/dev/zero", "of=/dev/null", "bs=1M", "count=1"], in: handle)
            let bomb = try await backend.run(
                "sh", ["-c", "for i in $(seq 40); do sleep 100 & done; echo never"], in: handle)
            let shares = try ContainerCgroup(server: server, handle: "small")
                .read(("cpu", "cpu.shares"), two: "cpu.weight")

            #expect(hungry.status == 137, "\(hungry)")
            #expect(modest.status == 0, "\(modest)")
            #expect(bomb.errors.contains("can't fork"), "\(bomb)")
            #expect(shares == (ContainerCgroup.isUnified ? "59" : "512"))
        }
    }

    @Test("properties can be set, read and removed", arguments: [ServerProcess.ownRuntime])
    func properties(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec())
            let container = try await backend.container(handle)

            try await container.setProperty("color", to: "blue")
            try await container.setProperty("odd/key +%", to: "\u{e9}")
            try await container.removeProperty("never there")

            #expect(try await container.property("color") == "blue")
            #expect(try await container.properties()["odd/key +%"] == "\u{e9}")
            try await container.removeProperty("color")
            await #expect(throws: GardenError.failed("property does not exist: color")) {
                try await container.property("color")
            }
        }
    }

    @Test("signals end a process, and the status says so", arguments: ServerProcess.runtimes)
    func signals(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec())
            let container = try await backend.container(handle)

            let first = try await container.run(ProcessSpec(path: "sleep", arguments: ["100"]))
            try await first.signal(.terminate)
            let second = try await container.run(ProcessSpec(path: "sleep", arguments: ["100"]))
            try await second.signal(.kill)

            #expect(try await first.wait() == 143)
            #expect(try await second.wait() == 137)
        }
    }

    @Test("a process whose end is known is not among the container's, every time", arguments: ServerProcess.runtimes)
    func ended(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec())
            let container = try await backend.container(handle)
            let living = try await container.run(ProcessSpec(path: "sleep", arguments: ["1000"]))

            for _ in 1...50 {
                let status = try await backend.run("true", in: handle).status

                #expect(status == 0)
                #expect(try await container.info().processIDs == [living.id.value])
            }
        }
    }

    @Test("a process whose client went away goes on, however much it writes", arguments: ServerProcess.runtimes)
    func detached(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec())
            let script = "seq 300000; seq 300000 >&2; touch /tmp/finished; sleep 1000"
            let process = try await backend.container(handle).run(ProcessSpec(path: "sh", arguments: ["-c", script]))

            await process.detach()

            while try await backend.run("test", ["-e", "/tmp/finished"], in: handle).status != 0 {}
            #expect(try await backend.container(handle).info().processIDs == [process.id.value])
        }
    }
}
