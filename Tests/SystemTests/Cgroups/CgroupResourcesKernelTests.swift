import Cgroups
import Linux
import SystemPackage
import Testing

@Suite("Resources in the kernel")
struct CgroupResourcesKernelTests {
    private func read(_ sandbox: CgroupSandbox, _ controller: String, _ file: String) throws -> String {
        let hierarchy = try #require(sandbox.layout.hierarchy(of: controller))
        let path = FilePath("\(hierarchy.mountPoint)\(sandbox.tree.path)/\(file)")
        return String(decoding: try Files.read(path).dropLast(), as: UTF8.self)
    }

    @Test("are what was asked for, in version 1")
    func values() throws {
        try CgroupSandbox.use { sandbox in
            guard sandbox.layout.kind != .unified else { return print("skipped: this host has version 2 alone") }
            var resources = CgroupResources()
            (resources.memory.limit, resources.memory.swap) = (32 << 20, 48 << 20)
            (resources.memory.reservation, resources.memory.swappiness) = (16 << 20, 10)
            (resources.memory.kernelTCP, resources.memory.disablesOOMKiller) = (8 << 20, true)
            (resources.cpu.shares, resources.cpu.quota, resources.cpu.period) = (512, 20_000, 40_000)
            (resources.cpu.burst, resources.cpu.cpus, resources.cpu.mems) = (10_000, "0", "0")
            resources.pids = 0

            try sandbox.tree.apply(resources)

            let expected = [
                ("memory", "memory.limit_in_bytes", "33554432"), ("memory", "memory.memsw.limit_in_bytes", "50331648"),
                ("memory", "memory.soft_limit_in_bytes", "16777216"), ("memory", "memory.swappiness", "10"),
                ("memory", "memory.kmem.tcp.limit_in_bytes", "8388608"), ("cpu", "cpu.shares", "512"),
                ("cpu", "cpu.cfs_quota_us", "20000"), ("cpu", "cpu.cfs_period_us", "40000"),
                ("cpu", "cpu.cfs_burst_us", "10000"), ("cpuset", "cpuset.cpus", "0"), ("pids", "pids.max", "1"),
            ]
            for (controller, file, value) in expected {
                #expect(try read(sandbox, controller, file) == value, "\(file)")
            }
            #expect(try read(sandbox, "memory", "memory.oom_control").hasPrefix("oom_kill_disable 1"))
        }
    }

    @Test("go up and down in any order, and away")
    func changes() throws {
        try CgroupSandbox.use { sandbox in
            for megabytes in [64, 16, 128, 32] as [Int64] {
                var resources = CgroupResources()
                (resources.memory.limit, resources.memory.swap) = (megabytes << 20, megabytes << 20)
                (resources.cpu.quota, resources.cpu.period) = (megabytes * 1000, UInt64(megabytes) * 2000)
                try sandbox.tree.apply(resources)
                #expect(try sandbox.tree.limits().memory == .at(UInt64(megabytes) << 20))
                #expect(try sandbox.tree.limits().cpuQuota == .at(UInt64(megabytes) * 1000))
            }
            var resources = CgroupResources()
            (resources.memory.limit, resources.cpu.quota, resources.pids) = (-1, -1, -1)

            try sandbox.tree.apply(resources)

            let limits = try sandbox.tree.limits()
            #expect(limits.memory == .unlimited)
            #expect(limits.memoryAndSwap == .unlimited)
            #expect(limits.cpuQuota == .unlimited)
            #expect(limits.cpuPeriod == 64_000)
            #expect(limits.pids == .unlimited)
        }
    }

    @Test("below what is used are refused with the use")
    func inUse() throws {
        try CgroupSandbox.use { sandbox in
            guard sandbox.layout.kind != .unified else { return print("skipped: version 2 kills instead") }
            _ = try sandbox.start("echo ready; exec sleep 100")
            var resources = CgroupResources()
            resources.memory.limit = 4096
            resources.memory.isCheckedBeforeUpdate = true

            let error = #expect(throws: CgroupError.self) { try sandbox.tree.apply(resources) }

            guard case .memoryInUse(4096, let usage, let peak) = error else {
                _ = Issue.record("refused for something else")
                return
            }
            #expect(usage > 4096)
            #expect(peak >= usage)
        }
    }

    @Test("stop forks beyond the limit on processes")
    func forks() throws {
        try CgroupSandbox.use { sandbox in
            var resources = CgroupResources()
            resources.pids = 3
            try sandbox.tree.apply(resources)

            let process = try sandbox.start("echo ready; for i in 1 2 3; do sleep 100 & done 2>/dev/null; exit 0")

            #expect(try sandbox.end(of: process) != .exited(0))
        }
    }

    @Test("are counted for what a runtime's events tell")
    func counters() throws {
        try CgroupSandbox.use { sandbox in
            let process = try sandbox.start("dd if=/dev/zero of=/dev/null bs=1M count=400 2>/dev/null; exit 0")
            #expect(try sandbox.end(of: process) == .exited(0))
            let tree = sandbox.tree

            let memory = try tree.memoryCounters()

            #expect(memory.usage.peak > 0)
            #expect(memory.usage.limit > 1 << 40)
            #expect(try !tree.processorSet().cpus.isEmpty)
            #expect(try tree.hugepages().isEmpty == (sandbox.layout.hierarchy(of: "hugetlb") == nil))
            guard sandbox.layout.kind != .unified else { return }
            let times = try tree.processorTimes()
            #expect(times.total.saturating > 0)
            #expect(times.user.count == times.total.count)
            #expect(times.user.saturating + times.kernel.saturating > 0)
            #expect(try tree.processorSet().values["sched_load_balance"] == 1)
            #expect(throws: Never.self) { try tree.blockIOCounters() }
        }
    }

    @Test("include pressure in version 2")
    func pressure() throws {
        guard let layout = try CgroupSandbox.unifiedLayout() else {
            return print("skipped: this host has no version 2 hierarchy")
        }
        try CgroupSandbox.use(layout) { sandbox in
            guard let pressure = try sandbox.tree.pressure(.cpu) else {
                return print("skipped: this kernel does not tell pressure")
            }

            #expect(pressure.some.lastTenSeconds >= 0)
        }
    }
}

extension [UInt64] {
    fileprivate var saturating: UInt64 { reduce(0, &+) }
}
