import Garden
import GardenClient
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("A container's metrics")
struct MetricsTests {
    @Test("are plausible, and grow with what it does", arguments: ServerProcess.runtimes)
    func growth(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime, flags: ["--cpu-entitlement-per-share", "10"]) { server in
            var spec = ContainerSpec(handle: "web")
            (spec.limits.memory.limitInBytes, spec.limits.cpu.weight, spec.limits.pids.max) = (64 << 20, 512, 50)
            let handle = try await server.backend.create(spec)
            let container = try await server.backend.container(handle)
            try await server.untilInitRuns(in: handle)

            let before = try await container.metrics()
            let work = "i=0; while [ $i -lt 20000 ]; do i=$((i + 1)); done; dd if=/dev/zero of=/tmp/file bs=1M count=4"
            _ = try await server.backend.run("sh", ["-c", work], in: handle)
            _ = try await container.run(ProcessSpec(path: "sleep", arguments: ["1000"]))
            let after = try await container.metrics()

            #expect(before.pids.current >= 1)
            #expect(after.pids.current == before.pids.current + 1)
            #expect(after.pids.max == 50)
            #expect(before.cpu.usageInNanoseconds > 0)
            #expect(after.cpu.usageInNanoseconds > before.cpu.usageInNanoseconds)
            #expect(after.cpu.userInNanoseconds >= before.cpu.userInNanoseconds)
            #expect(after.cpu.systemInNanoseconds >= before.cpu.systemInNanoseconds)
            #expect(after.cpu.userInNanoseconds + after.cpu.systemInNanoseconds > 0)
            #expect(after.age > before.age)
            // 512 shares of 10 % are 51.2 processors.
            let entitled = Double(after.cpuEntitlementInNanoseconds) / Double(after.age / .nanoseconds(1))
            #expect(abs(entitled - 51.2) < 0.001)
            #expect(after.network == nil)
            check(after.memory, after: before.memory)
        }
    }

    private func check(_ memory: MemoryMetrics, after before: MemoryMetrics) {
        #expect(memory.usageTowardLimit > 0)
        #expect(memory.usageTowardLimit <= 64 << 20)
        #expect(memory.pageFaults > before.pageFaults)
        #expect(memory.activeAnon + memory.inactiveAnon > 0)
        if ContainerCgroup.isUnified {
            #expect(memory.anon > 0)
            return
        }
        #expect(memory.hierarchicalMemoryLimit == 64 << 20)
        #expect(memory.totalRSS > 0)
        #expect(memory.totalPageFaults > before.totalPageFaults)
        #expect(memory.totalPagesIn >= memory.totalPagesOut)
    }

    @Test(
        "of many containers come at once, with an error for each that there is not",
        arguments: [ServerProcess.ownRuntime])
    func bulk(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let first = try await backend.create(ContainerSpec(handle: "first"))
            let second = try await backend.create(ContainerSpec(handle: "second"))
            let missing = try Handle("missing")

            let metrics = try await backend.metrics(of: [first, missing, second, first])

            #expect(metrics.count == 3)
            #expect(try metrics[first]?.get().pids.current ?? 0 >= 1)
            #expect(try metrics[second]?.get().pids.current ?? 0 >= 1)
            #expect(throws: GardenError.self) { try metrics[missing]?.get() }
            #expect(try await backend.metrics(of: []).isEmpty)
            await #expect(throws: GardenError.containerNotFound(handle: "missing")) {
                try await backend.container(missing).metrics()
            }
        }
    }

    @Test("go on after a restart", arguments: ServerProcess.runtimes)
    func restart(runtime: String) async throws {
        var before = Metrics()
        try await ServerProcess.servingTwice(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "web"))
            try await server.untilInitRuns(in: handle)
            before = try await server.backend.container(handle).metrics()
        } then: { server in
            let after = try await server.backend.container(Handle("web")).metrics()
            #expect(after.age > before.age)
            #expect(after.cpu.usageInNanoseconds >= before.cpu.usageInNanoseconds)
            #expect(after.pids.current == before.pids.current)
        }
    }

    @Test("are a table for people, and limits a list", arguments: [ServerProcess.ownRuntime])
    func commands(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            var spec = ContainerSpec(handle: "web")
            (spec.limits.memory.limitInBytes, spec.limits.pids.max) = (64 << 20, 50)
            try await server.untilInitRuns(in: try await server.backend.create(spec))
            _ = try await server.backend.create(ContainerSpec(handle: "db"))
            let socket = ["--socket", server.socket.string]

            let all = try await server.gdn(["stats", "--all"] + socket)
            let some = try await server.gdn(["stats", "web", "missing"] + socket)
            let limits = try await server.gdn(["limits", "web"] + socket)

            let lines = String(decoding: all.standardOutput, as: UTF8.self).split(separator: "\n")
            #expect(all.status == .exited(0))
            #expect(lines.map { $0.prefix { $0 != " " } } == ["HANDLE", "db", "web"])
            #expect(lines.last?.contains("1/50") == true)
            #expect(some.status == .exited(1))
            #expect(String(decoding: some.standardOutput, as: UTF8.self).contains("web"))
            #expect(String(decoding: some.standardError, as: UTF8.self).contains("missing: "))
            let text = String(decoding: limits.standardOutput, as: UTF8.self)
            #expect(text.hasPrefix("memory: 67108864 bytes\ncpu: no limit\nprocesses: 50\n"))
        }
    }
}

@Suite("Setting up a host")
struct SetupTests {
    @Test(
        "makes the cgroups of a server that is told to skip it, any number of times",
        arguments: [ServerProcess.ownRuntime])
    func setup(runtime: String) async throws {
        let server = try ServerProcess(runtime: runtime)
        func setUp() async throws -> Linux.ExitStatus {
            try await server.gdn(["setup", "--tag", server.tag]).status
        }

        await #expect(throws: ServerDidNotStart.self) { try await server.start(flags: ["--skip-setup"]) }
        #expect(try await setUp() == .exited(0))
        #expect(try await setUp() == .exited(0))
        let process = try await server.start(flags: ["--skip-setup"])
        let handle = try await server.backend.create(ContainerSpec())
        #expect(try await setUp() == .exited(0))
        #expect(try await server.backend.run("true", in: handle).status == 0)
        _ = try PIDDescriptor.send(.terminate, to: process.pidfd)
        _ = try await server.system.exitStatus(of: process)

        let cleaned = try await server.gdn(["cleanup", "--skip-setup"] + server.arguments)
        #expect(cleaned.status == .exited(0))
        // The cgroups are not the server's.
        #expect(try await Leftovers(of: server).found().allSatisfy { $0.hasPrefix("cgroup: ") })
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
    }
}
