import Cgroups
import Garden
import GardenClient
import Linux
import SystemPackage
import Testing

@Suite("A container's limits")
struct LimitTests {
    private static let mebibyte: UInt64 = 1 << 20

    private func spec(_ handle: String, _ change: (inout Limits) -> Void) -> ContainerSpec {
        var spec = ContainerSpec(handle: handle)
        change(&spec.limits)
        return spec
    }

    /// `dd` takes a buffer of one block and fills it.
    private func touch(megabytes: Int, in handle: Handle, of server: ServerProcess) async throws -> ProcessResult {
        try await server.backend.run(
            "dd", ["if=/dev/zero", "of=/dev/null", "bs=\(megabytes)M", "count=1"], in: handle)
    }

    @Test("on memory kills who goes beyond it, and nobody below", arguments: ServerProcess.runtimes, [false, true])
    func memory(runtime: String, privileged: Bool) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            var spec = spec("small") { $0.memory.limitInBytes = 64 * Self.mebibyte }
            spec.privileged = privileged
            let handle = try await server.backend.create(spec)

            let below = try await touch(megabytes: 48, in: handle, of: server)
            let beyond = try await touch(megabytes: 72, in: handle, of: server)
            let again = try await touch(megabytes: 48, in: handle, of: server)

            #expect(below.status == 0, "\(below)")
            #expect(beyond.status == 137, "\(beyond)")
            #expect(again.status == 0, "\(again)")
            #expect(try await server.backend.container(handle).info().state == .active)
        }
    }

    @Test("on memory includes swap, unless the operator leaves swap alone", arguments: ServerProcess.runtimes)
    func swap(runtime: String) async throws {
        let file = (controller: "memory", file: "memory.memsw.limit_in_bytes")
        for flags in [[], ["--disable-swap-limit"]] {
            try await ServerProcess.serving(runtime: runtime, flags: flags) { server in
                _ = try await server.backend.create(spec("small") { $0.memory.limitInBytes = 64 * Self.mebibyte })
                let cgroup = ContainerCgroup(server: server, handle: "small")

                let limit = try cgroup.read(file, two: "memory.swap.max")

                if ContainerCgroup.isUnified {
                    #expect(limit == (flags.isEmpty ? "0" : "max"))
                } else {
                    #expect((limit == "\(64 * Self.mebibyte)") == flags.isEmpty)
                }
            }
        }
    }

    @Test("on processes stops a fork bomb, which can be destroyed", arguments: ServerProcess.runtimes)
    func processes(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let backend = server.backend
            let handle = try await backend.create(spec("bomb") { $0.pids.max = 30 })
            let bystander = try await backend.create(ContainerSpec(handle: "bystander"))

            let container = try await backend.container(handle)
            let script = "b() { b | b & wait; }; b"
            let bomb = try await container.run(ProcessSpec(path: "sh", arguments: ["-c", script]))
            // A shell writes its message in pieces.
            var complaint = ""
            while !complaint.contains("can't fork") {
                let piece = try await bomb.standardError.read()
                try #require(!piece.isEmpty, "\(complaint)")
                complaint += String(decoding: piece, as: UTF8.self)
            }

            let pids = try await container.metrics().pids
            #expect(pids.max == 30)
            #expect(pids.current <= 30)
            #expect(try await backend.run("true", in: bystander).status == 0)
            try await backend.destroy(handle)
            #expect(try await backend.containers(matching: PropertyFilter(["garden.state": "all"])) == [bystander])
        }
    }

    @Test(
        "are read back as they were asked for, after a restart too", arguments: ServerProcess.runtimes)
    func readBack(runtime: String) async throws {
        // Not whole pages, below and above what the kernel takes, nothing at all.
        let memory: [UInt64] = [0, 67_108_864, 67_108_865, 10_000_001, 1 << 40, UInt64(Int64.max), .max]
        let shares: [UInt64] = [0, 512, 1, 2, 3, 262_145, .max]
        func check(_ server: ServerProcess) async throws {
            for (index, (memory, shares)) in zip(memory, shares).enumerated() {
                let container = try await server.backend.container(Handle("odd-\(index)"))
                var cpu = CPULimits()
                cpu.limitInShares = shares
                #expect(try await container.memoryLimits().limitInBytes == memory)
                #expect(try await container.cpuLimits() == cpu)
                #expect(try await container.metrics().pids.max == (index == 3 ? 4_194_304 : UInt64(index) * 20))
                #expect(try await container.diskLimits() == DiskLimits())
                #expect(try await container.bandwidthLimits() == BandwidthLimits())
            }
        }
        func make(_ server: ServerProcess) async throws {
            for (index, (memory, shares)) in zip(memory, shares).enumerated() {
                let spec = spec("odd-\(index)") { limits in
                    limits.memory.limitInBytes = memory
                    if index.isMultiple(of: 2) { limits.cpu.weight = shares } else { limits.cpu.limitInShares = shares }
                    limits.pids.max = index == 3 ? .max : UInt64(index) * 20
                }
                _ = try await server.backend.create(spec)
            }
            try await check(server)
        }

        try await ServerProcess.servingTwice(runtime: runtime, make, then: check)
    }

    @Test("that somebody changed in the kernel are what it has now", arguments: [ServerProcess.ownRuntime])
    func changed(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(
                spec("small") { limits in
                    (limits.memory.limitInBytes, limits.cpu.weight) = (64 * Self.mebibyte + 1, 512)
                })
            let container = try await server.backend.container(handle)
            let cgroup = ContainerCgroup(server: server, handle: "small")

            try cgroup.write("50003968", ("memory", "memory.limit_in_bytes"), two: "memory.max")
            try cgroup.write(
                ContainerCgroup.isUnified ? "100" : "1017", ("cpu", "cpu.shares"), two: "cpu.weight")

            #expect(try await container.memoryLimits().limitInBytes == 50_003_968)
            #expect(try await container.cpuLimits().limitInShares == 1017)
            let entitlement = try await container.metrics().cpuEntitlementInNanoseconds
            #expect(entitlement > 0)
        }
    }

    @Test("on processor time throttle by quota", arguments: ServerProcess.runtimes)
    func quota(runtime: String) async throws {
        // 10 shares of 500 us are 5 ms of every 100 ms.
        try await ServerProcess.serving(runtime: runtime, flags: ["--cpu-quota-per-share", "500"]) { server in
            let handle = try await server.backend.create(spec("slow") { $0.cpu.weight = 10 })
            let cgroup = ContainerCgroup(server: server, handle: "slow")

            let work = "i=0; while [ $i -lt 30000 ]; do i=$((i + 1)); done"
            _ = try await server.backend.run("sh", ["-c", work], in: handle)

            let statistics = try cgroup.read(("cpu", "cpu.stat"), two: "cpu.stat")
            let throttled = statistics.split(separator: "\n").first { $0.hasPrefix("nr_throttled ") }
            #expect(throttled?.split(separator: " ").last.flatMap { Int($0) } ?? 0 > 0, "\(statistics)")
            let usage = try await server.backend.container(handle).metrics().cpu.usageInNanoseconds
            #expect(usage > 5_000_000)
        }
    }

    @Test(
        "on memory that leave no room to start are refused with a sentence, and nothing is left",
        arguments: ServerProcess.runtimes)
    func tooSmall(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let error = await #expect(throws: GardenError.self) {
                try await server.backend.create(spec("tiny") { $0.memory.limitInBytes = 4096 })
            }

            let left = try await server.backend.containers(matching: PropertyFilter(["garden.state": "all"]))
            let debris = try await Leftovers(of: server).found().filter { $0.contains("tiny") }
            #expect(
                "\(error, default: "")".contains("a memory limit of 4096 bytes is too small to start container tiny"))
            #expect(left.isEmpty)
            #expect(debris == [])
        }
    }

    @Test(
        "on memory that leave hardly any room make a container that runs, one whose end is told, or none",
        arguments: [ServerProcess.ownRuntime, "crun"])
    func hardlyAnyRoom(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            // crun gets by with less than its container's init does.
            for kibibytes in stride(from: UInt64(128), through: 192, by: 4) {
                let spec = spec("tiny") { $0.memory.limitInBytes = kibibytes << 10 }
                do {
                    let handle = try await server.backend.create(spec)
                    // crun has done its part before init has executed its program, which may be too much.
                    let info = try await server.backend.container(handle).info()
                    #expect(info.state == .active || info.events.first == "Out of memory", "\(info)")
                    try await server.backend.destroy(handle)
                } catch {
                    #expect("\(error)".contains("is too small to start container tiny"), "\(kibibytes)")
                }
            }
        }
    }

    @Test("on block I/O hold for every real device", arguments: ServerProcess.runtimes, [false, true])
    func blockIO(runtime: String, privileged: Bool) async throws {
        let flags = [
            "--container-io-max-read-bps", "10485760", "--container-io-max-write-bps", "20971520",
            "--container-io-max-read-iops", "1000", "--container-io-max-write-iops", "2000",
        ]
        let devices = try BlockDevice.real()
        if devices.isEmpty { print("not tested: rates, because this host has no block device") }
        let weight = ["--default-container-blockio-weight", "300"]
        let canWeigh = try ContainerCgroup.canWeighBlockIO()
        if !canWeigh { print("not tested: a weight, which this kernel does not have") }
        try await ServerProcess.serving(runtime: runtime, flags: flags + (canWeigh ? weight : [])) { server in
            var spec = ContainerSpec(handle: "slow")
            spec.privileged = privileged
            _ = try await server.backend.create(spec)
            let cgroup = ContainerCgroup(server: server, handle: "slow")

            if canWeigh {
                let weight = try cgroup.read(("blkio", "blkio.bfq.weight"), two: "io.weight")
                #expect(weight == (ContainerCgroup.isUnified ? "default 2930" : "300"))
            }
            for (file, rate) in [("read_bps", 10_485_760), ("write_bps", 20_971_520), ("read_iops", 1000)] {
                let lines = try cgroup.read(("blkio", "blkio.throttle.\(file)_device"), two: "io.max")
                #expect(lines.isEmpty == devices.isEmpty)
                for line in lines.split(separator: "\n") {
                    #expect(!line.hasPrefix("7:"))
                    #expect(line.contains(ContainerCgroup.isUnified ? "=\(rate)" : " \(rate)"))
                }
            }
        }
    }

    @Test(
        "on devices are the usual ones; a privileged container may use the operator's too",
        arguments: ServerProcess.runtimes)
    func devices(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime, flags: ["--device-cgroup-rule", "c 42:* rwm"]) { server in
            var mighty = ContainerSpec(handle: "mighty")
            mighty.privileged = true
            let handle = try await server.backend.create(mighty)
            let plain = try await server.backend.create(ContainerSpec(handle: "plain"))

            let null = try await server.backend.run("sh", ["-c", "echo x >/dev/null && cat /dev/null"], in: plain)
            let loop = try await server.backend.run(
                "sh", ["-c", "busybox mknod /tmp/loop b 7 0 && cat /tmp/loop"], in: handle)

            #expect(null.status == 0, "\(null)")
            #expect(loop.errors.contains("Operation not permitted"), "\(loop)")
            if !ContainerCgroup.isUnified {
                let list = (controller: "devices", file: "devices.list")
                let own = try ContainerCgroup(server: server, handle: "mighty").read(list, two: "")
                let others = try ContainerCgroup(server: server, handle: "plain").read(list, two: "")
                #expect(own.contains("c 42:* rwm"))
                #expect(!others.contains("c 42:"))
                #expect(others.contains("c 1:3 rwm"))
            }
        }
    }
}
