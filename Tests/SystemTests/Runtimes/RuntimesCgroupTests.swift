import Linux
import OCI
import SystemPackage
import Testing

@Suite("Cgroups of a runtime's container")
struct RuntimesCgroupTests {
    @Test("have the limits that were asked for", arguments: Contender.allCases)
    func limits(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { spec in
                spec.linux.resources.memory.limit = 64 << 20
                spec.linux.resources.memory.reservation = 32 << 20
                spec.linux.resources.pidsLimit = 77
                spec.linux.resources.cpu.shares = 512
                spec.linux.resources.cpu.quota = 50_000
                spec.linux.resources.cpu.period = 200_000
                spec.linux.resources.cpu.processors = "0"
            }
            try trial.run()

            let found = try [
                trial.cgroupFile(("memory", "memory.limit_in_bytes"), two: "memory.max"),
                trial.cgroupFile(("memory", "memory.soft_limit_in_bytes"), two: "memory.low"),
                trial.cgroupFile(("pids", "pids.max"), two: "pids.max"),
                trial.cgroupFile(("cpuset", "cpuset.cpus"), two: "cpuset.cpus"),
            ]

            #expect(found == ["67108864", "33554432", "77", "0"])
            guard !Files.exists("/sys/fs/cgroup/cgroup.controllers") else { return }
            #expect(try trial.cgroupFile(("cpu", "cpu.shares"), two: "") == "512")
            #expect(try trial.cgroupFile(("cpu", "cpu.cfs_quota_us"), two: "") == "50000")
            #expect(try trial.cgroupFile(("cpu", "cpu.cfs_period_us"), two: "") == "200000")
        }
    }

    @Test("have init in each hierarchy", arguments: Contender.allCases)
    func members(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()

            let text = try trial.read(FilePath("/proc/\(try trial.pid())/cgroup"))

            for line in text.split(separator: "\n") {
                let words = line.split(separator: ":", maxSplits: 2)
                guard words.count == 3, !words[1].isEmpty, words[1] != "name=systemd" else { continue }
                #expect(words[2] == "\(trial.cgroup)/c", "\(line)")
            }
        }
    }

    @Test("hold when more is asked for", arguments: Contender.allCases)
    func force(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let processes = try trial.shell("for n in 1 2 3 4 5 6 7 8; do sleep 1000 & done; echo no") {
                $0.linux.resources.pidsLimit = 5
            }
            let memory = try trial.shell("busybox tail /dev/zero; echo $?") {
                $0.linux.resources.memory.limit = 16 << 20
                $0.linux.resources.memory.swap = 16 << 20
            }

            #expect(processes.lines != ["no"])
            #expect(processes.errors.contains("fork"))
            #expect(memory.lines == ["137"], "\(memory)")
        }
    }

    @Test(
        "are below the runtime's own when their path is relative, and named like the container without one",
        arguments: Contender.allCases, [false, true])
    func relative(contender: Contender, hasPath: Bool) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let name = String(trial.cgroup.dropFirst())
            let answer = try trial.shell("grep :memory: /proc/self/cgroup") {
                $0.linux.cgroupsPath = hasPath ? "\(name)/c" : nil
            }

            let own =
                try trial.read("/proc/self/cgroup").split(separator: "\n")
                .first { $0.contains(":memory:") }?.split(separator: ":", maxSplits: 2).last ?? ""
            let line = answer.lines.first?.split(separator: ":", maxSplits: 2).last.map(String.init) ?? ""
            let path = hasPath ? "/\(name)/c" : "/c"
            #expect(line.hasSuffix(path), "\(answer)")
            guard own != "/", line == path || line == own + path else { return }
            #expect((line == path ? "the hierarchy's top" : "the runtime's own") == trial.expected(.relativeCgroup))
        }
    }

    @Test("are gone with the container, those inside of them too", arguments: Contender.allCases)
    func removal(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()
            let folder = FilePath("/sys/fs/cgroup/memory\(trial.cgroup)/c/below")
            if Files.exists("/sys/fs/cgroup/memory") {
                try Files.makeDirectory(folder, mode: FilePermissions(rawValue: 0o755))
            }

            #expect(try trial("delete", "--force", "c").status == 0)

            #expect(try !trial.hasCgroup())
            #expect(!Files.exists(folder))
        }
    }

    @Test("are refused limits that no kernel takes", arguments: Contender.allCases)
    func nonsense(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write {
                $0.linux.resources.cpu.quota = 5
                $0.linux.resources.cpu.period = 1
            }

            #expect(try trial("create", "c").status == 1)

            #expect(try trial.left() == [])
            #expect(try (trial.hasCgroup() ? "stay" : "are removed") == trial.expected(.cgroupsOfNone))
        }
    }

    @Test("are removed after a container whose first process used up all memory", arguments: Contender.allCases)
    func tooSmall(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.linux.resources.memory.limit = 4096 }

            #expect(try trial("create", "c").status == 1)

            #expect(try trial.left() == [])
            #expect(try !trial.hasCgroup())
        }
    }
}
