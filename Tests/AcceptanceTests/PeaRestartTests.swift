import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("Processes with images of their own, and a server that is killed")
struct PeaRestartTests {
    private func kill(_ process: SpawnedProcess, of server: ServerProcess) async throws {
        try PIDDescriptor.send(.kill, to: process.pidfd)
        _ = try await server.system.exitStatus(of: process)
    }

    @Test("go on, and are removed when they end", arguments: ServerProcess.runtimes, [false, true])
    func running(runtime: String, isOwn: Bool) async throws {
        let server = try ServerProcess(runtime: runtime)
        let first = try await server.start()
        let handle = try await server.backend.create(ContainerSpec(handle: "web"))
        let pea = try server.pea("exec sleep 1000", id: "check") {
            if isOwn { $0.overrideLimits = ProcessLimits() }
        }
        _ = try await server.backend.container(handle).run(pea)

        try await kill(first, of: server)
        let second = try await server.start()
        let id = try Handle("check")
        let metrics = try await server.backend.metrics(of: [id])
        let living = try await server.backend.container(handle).info().processIDs
        let traces = try server.peaTraces()
        await #expect(throws: GardenError.failed("process ID 'check' already in use")) {
            try await server.run(pea, in: handle)
        }
        _ = try await server.backend.run("busybox", ["killall", "sleep"], in: handle)
        try await server.untilPeasAreGone()

        #expect(living == ["check"])
        #expect(try metrics[id]?.get().pids.current == 1)
        #expect(!traces.isEmpty)
        #expect(try await server.run(server.pea("true", id: "check"), in: handle).status == 0)
        try await server.endAndCleanUp(second)
    }

    @Test("are removed when they ended meanwhile, and how they ended is kept", arguments: ServerProcess.runtimes)
    func ended(runtime: String) async throws {
        let server = try ServerProcess(runtime: runtime)
        let first = try await server.start()
        let handle = try await server.backend.create(ContainerSpec(handle: "web"))
        let go = server.folder.path.appending("go")
        try Files.makeDirectory(go, mode: FilePermissions(rawValue: 0o755))
        let pea = try server.pea("while [ ! -e /go/now ]; do sleep 0.1; done; exit 6", id: "check") {
            $0.bindMounts = [BindMount(source: go.string, destination: "/go")]
        }
        _ = try await server.backend.container(handle).run(pea)

        try await kill(first, of: server)
        try Files.write([], to: go.appending("now"), mode: .ownerReadWrite, durably: false)
        let exit = server.depot.appending("web").appending("processes").appending("check").appending("exit.json")
        while !Files.exists(exit) { await Task.yield() }
        #expect(try !server.peaTraces().isEmpty)
        let second = try await server.start()
        try await server.untilPeasAreGone()

        #expect(String(decoding: try Files.read(exit), as: UTF8.self).contains("\"status\":6"))
        let again = try await server.backend.container(handle).attach(ProcessID("check"))
        #expect(try await again.wait() == 6)
        #expect(try await server.backend.container(handle).info().processIDs == [])
        try await server.endAndCleanUp(second)
    }

    @Test("are undone when they were half made", arguments: ServerProcess.runtimes, 1...3)
    func halfMade(runtime: String, count: Int) async throws {
        let server = try ServerProcess(runtime: runtime)
        let first = try await server.start()
        let handle = try await server.backend.create(ContainerSpec(handle: "web"))
        let container = try await server.backend.container(handle)
        let peas = server.depot.appending("web").appending("peas")

        await withTaskGroup(of: Void.self) { group in
            for number in 1...4 {
                group.addTask {
                    do { _ = try await container.run(server.pea("sleep 1000", id: "pea-\(number)")) } catch {}
                }
            }
            // Killed in the middle: when some have got as far as the depot.
            while (try? Files.entries(of: peas).count) ?? 0 < count { await Task.yield() }
            _ = try? PIDDescriptor.send(.kill, to: first.pidfd)
        }
        _ = try await server.system.exitStatus(of: first)
        let second = try await server.start()
        // Whoever has a record runs; what was half made is undone while the server serves.
        while true {
            let (records, living) = try await (
                Files.entries(of: peas).count, server.backend.container(handle).info().processIDs.count
            )
            if records == living { break }
            await Task.yield()
        }

        #expect(try await server.run(server.pea("true", id: "another"), in: handle).status == 0)
        try await server.backend.destroy(handle)
        #expect(try server.peaTraces() == [])
        try await server.endAndCleanUp(second)
    }

    @Test(
        "are swept away when no record tells of them, and the others are left alone",
        arguments: [ServerProcess.ownRuntime])
    func orphans(runtime: String) async throws {
        let server = try ServerProcess(runtime: runtime)
        let first = try await server.start()
        let handle = try await server.backend.create(ContainerSpec(handle: "web"))
        _ = try await server.backend.container(handle).run(server.pea("sleep 1000", id: "check"))
        let traces = Set(try server.peaTraces())
        try await kill(first, of: server)

        let hierarchy = ContainerCgroup.isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/pids"
        let own = FilePath("\(hierarchy)/guardian-\(server.tag)")
        for orphan in ["containers/web/pea-1", "peas/web/pea-2", "peas/gone/pea-3"] {
            try Files.makeDirectories(own.pushing(FilePath(orphan)), mode: FilePermissions(rawValue: 0o755))
        }
        let volumes = server.folder.path.appending("depot.state").appending("pea-volumes")
        for orphan in ["web/pea-4", "gone/pea-5"] {
            let folder = volumes.pushing(FilePath(orphan)).appending("upper")
            try Files.makeDirectories(folder, mode: FilePermissions(rawValue: 0o755))
        }
        let second = try await server.start()

        #expect(Set(try server.peaTraces()) == traces)
        #expect(!Files.exists(volumes.appending("gone")))
        #expect(!Files.exists(own.appending("peas").appending("gone")))
        #expect(try await server.backend.container(handle).info().processIDs == ["check"])
        try await server.endAndCleanUp(second)
    }
}
