import Garden
import GardenClient
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("A process with an image of its own")
struct PeaTests {
    private static let links = "for ns in mnt net ipc pid uts user cgroup; do stat -c %N /proc/self/ns/$ns; done"

    @Test(
        "has its own files, and its container's namespaces but for mounts", arguments: ServerProcess.runtimes,
        [false, true])
    func namespaces(runtime: String, privileged: Bool) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            var container = ContainerSpec(handle: "web")
            container.privileged = privileged
            let handle = try await server.backend.create(container)

            let seen = try await server.run(server.pea("cat /which; " + Self.links), in: handle)
            let outside = try await server.backend.run("sh", ["-c", Self.links], in: handle)

            #expect(seen.status == 0, "\(seen.errors)")
            let lines = seen.output.split(separator: "\n")
            let others = outside.output.split(separator: "\n")
            #expect(lines.first == "a pea")
            #expect(lines.dropFirst(2) == others.dropFirst())
            #expect(lines.dropFirst().first != others.first)
            #expect(others.count == 7)
            try await server.untilPeasAreGone()
        }
    }

    @Test(
        "reaches what listens on its container's localhost, and nothing of the image", arguments: ServerProcess.runtimes
    )
    func network(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            let listener = ProcessSpec(path: "sh", arguments: ["-c", "echo hello | nc -l -p 9000"])
            _ = try await server.backend.container(handle).run(listener)

            let script = "until nc 127.0.0.1 9000 </dev/null 2>/dev/null; do :; done; hostname; cat /etc/hosts"
            let result = try await server.run(server.pea(script), in: handle)
            let hosts = try await server.backend.run("cat", ["/etc/hosts"], in: handle).output

            #expect(result.output == "hello\nweb\n" + hosts)
            #expect(!hosts.isEmpty)
        }
    }

    @Test(
        "runs as a user of its own image, in a directory that is made for it", arguments: ServerProcess.runtimes)
    func users(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            let script = "echo $(id -u):$(id -g) $(id -G) $PWD $(stat -c %u:%g .) $USER $HOME"
            let expected: [(user: String, directory: String, output: String)] = [
                ("", "", "0:0 0 / 0:0 root /root"),
                ("pia", "", "1500:1500 1500 2500 / 0:0 pia /home/pia"),
                ("pia", "/deep/down", "1500:1500 1500 2500 /deep/down 1500:1500 pia /home/pia"),
                ("1500:2500", "/deep", "1500:2500 2500 /deep 1500:2500 1500:2500 /home/pia"),
                ("1234:1235", "", "1234:1235 1235 / 0:0 1234:1235 /"),
            ]

            for (user, directory, output) in expected {
                let pea = try server.pea(script) { ($0.user, $0.directory) = (user, directory) }
                let result = try await server.run(pea, in: handle)
                #expect(result.output == output + "\n", "\(user) \(directory): \(result.errors)")
            }
            // The container's image knows her.
            let stranger = try server.pea("true") { $0.user = "alice" }
            await #expect(
                throws: GardenError.failed("unable to find user alice: no matching entries in passwd file")
            ) { try await server.run(stranger, in: handle) }
        }
    }

    @Test("has its own variables and not its container's, and none stay on disk", arguments: ServerProcess.runtimes)
    func environment(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            var container = ContainerSpec(handle: "web")
            container.environment = ["COLOR=blue"]
            let handle = try await server.backend.create(container)
            let pea = try server.pea("env; exec sleep 1000", id: "check") { $0.environment = ["SECRET=hidden"] }

            let process = try await server.backend.container(handle).run(pea)
            var text = ""
            while !text.contains("HOME=") {
                text += String(decoding: try await process.standardOutput.read(), as: UTF8.self)
            }

            let lines = Set(text.split(separator: "\n"))
            #expect(lines.isSuperset(of: ["SECRET=hidden", "USER=root", "HOME=/root"]))
            #expect(text.contains("PATH=/usr/local/sbin:"))
            #expect(!text.contains("COLOR"))
            let peas = server.depot.appending("web").appending("peas")
            #expect(try FileMode.of(peas) == 0o700)
            for pea in try Files.entries(of: peas) {
                let files = try Files.entries(of: peas.appending(pea))
                #expect(Set(files) == ["pea.json", "runtime"])
                let record = String(decoding: try Files.read(peas.appending(pea).appending("pea.json")), as: UTF8.self)
                #expect(!record.contains("hidden"))
            }
            try await process.signal(.kill)
            #expect(try await process.wait() == 137)
        }
    }

    @Test("shares its container's limits, or has those of its own that it was given", arguments: ServerProcess.runtimes)
    func limits(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            var container = ContainerSpec(handle: "web")
            (container.limits.memory.limitInBytes, container.limits.cpu.weight) = (64 << 20, 512)
            let handle = try await server.backend.create(container)
            var limits = ProcessLimits()
            (limits.memory.limitInBytes, limits.cpu.limitInShares) = (32 << 20, 256)
            let kinds: [(ProcessLimits?, parent: String, bytes: String?)] = [
                (nil, "containers", nil), (ProcessLimits(), "peas", nil), (limits, "peas", "33554432"),
            ]

            for (limits, parent, bytes) in kinds {
                let pea = try server.pea("cat /proc/self/cgroup; exec sleep 1000", id: "check") {
                    $0.overrideLimits = limits
                }
                let process = try await server.backend.container(handle).run(pea)
                let text = String(decoding: try await process.standardOutput.read(), as: UTF8.self)
                let paths = text.split(separator: "\n").map { $0.split(separator: ":").last ?? "" }
                #expect(paths.contains { $0.hasPrefix("/guardian-\(server.tag)/\(parent)/web/pea-") }, "\(text)")
                let path = try #require(paths.first { $0.contains("/pea-") })
                if let bytes, !ContainerCgroup.isUnified {
                    let file = FilePath("/sys/fs/cgroup/memory\(path)/memory.limit_in_bytes")
                    #expect(try Files.read(file) == Array((bytes + "\n").utf8))
                    let shares = FilePath("/sys/fs/cgroup/cpu\(path)/cpu.shares")
                    #expect(try Files.read(shares) == Array("256\n".utf8))
                }
                try await process.signal(.kill)
                _ = try await process.wait()
                try await server.untilPeasAreGone()
            }
        }
    }

    @Test("shows what it is asked to show, checked as a container's mounts are", arguments: ServerProcess.runtimes)
    func mounts(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            let source = server.folder.path.appending("shown")
            try Files.makeDirectory(source, mode: FilePermissions(rawValue: 0o777))
            try Files.setMode(FilePermissions(rawValue: 0o777), of: source)
            try Files.write(
                Array("shown\n".utf8), to: source.appending("file"), mode: FilePermissions(rawValue: 0o644),
                durably: false)
            let mounts = [
                BindMount(source: source.string, destination: "/ro"),
                BindMount(source: source.string, destination: "/rw", mode: .readWrite),
            ]

            let script = "cat /ro/file; touch /ro/new 2>/dev/null || echo refused; touch /rw/new; ls /ro"
            let result = try await server.run(server.pea(script) { $0.bindMounts = mounts }, in: handle)
            let wrong = try server.pea("true") {
                $0.bindMounts = [BindMount(source: "/nowhere/at/all", destination: "/x")]
            }
            let without = try await server.backend.run("ls", ["/ro"], in: handle)

            #expect(result.output == "shown\nrefused\nfile\nnew\n", "\(result.errors)")
            #expect(without.status != 0)
            await #expect(throws: GardenError.failed("bind mount: /nowhere/at/all does not exist")) {
                try await server.run(wrong, in: handle)
            }
            try await server.untilPeasAreGone()
        }
    }

    @Test(
        "has metrics by its process id, and counts for its container when it shares its limits",
        arguments: ServerProcess.runtimes)
    func metrics(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(ContainerSpec(handle: "web"))
            try await server.untilInitRuns(in: handle)
            let (shared, own) = (try Handle("shared"), try Handle("own"))
            let before = try await backend.container(handle).metrics()
            for id in [shared, own] {
                let pea = try server.pea("echo up; exec sleep 1000", id: id.value) {
                    if id == own { $0.overrideLimits = ProcessLimits() }
                }
                let process = try await backend.container(handle).run(pea)
                _ = try await process.standardOutput.read()
            }

            let metrics = try await backend.metrics(of: [handle, shared, own, try Handle("none")])

            #expect(try metrics[handle]?.get().pids.current == before.pids.current + 1)
            for id in [shared, own] {
                let figures = try #require(try metrics[id]?.get())
                #expect(figures.pids.current == 1)
                #expect(figures.cpu.usageInNanoseconds > 0)
                #expect(figures.memory.usageTowardLimit > 0)
                #expect(figures.disk.exclusiveInodes > 0)
                #expect(figures.age > .zero)
            }
            #expect(throws: GardenError.self) { try metrics[try Handle("none")]?.get() }
        }
    }
}
