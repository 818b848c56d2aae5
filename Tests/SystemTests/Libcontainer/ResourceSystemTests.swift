import Cgroups
import Linux
import SystemPackage
import Testing

@Suite("The resources of a container of our own runtime", .enabled(if: hasVersionOne, "cgroups are of version 2 alone"))
struct ResourceSystemTests {
    /// Resources, and what the files of the container's cgroup say then; or what is said instead.
    struct Sample: Sendable, CustomTestStringConvertible {
        let resources: String
        let files: [String: String]
        let refusal: String?

        var testDescription: String { resources }

        init(_ resources: String, _ files: [String: String]) {
            (self.resources, self.files, refusal) = (resources, files, nil)
        }

        init(_ resources: String, refusal: String) { (self.resources, files, self.refusal) = (resources, [:], refusal) }
    }

    @Test(
        "are in force",
        arguments: [
            Sample(
                #"{"memory":{"limit":67108864,"reservation":33554432,"swap":100663296,"swappiness":7,"kernel":1,"kernelTCP":1,"#
                    + #""disableOOMKiller":true,"useHierarchy":true}}"#,
                [
                    "memory.limit_in_bytes": "67108864", "memory.soft_limit_in_bytes": "33554432",
                    "memory.memsw.limit_in_bytes": "100663296", "memory.swappiness": "7",
                    "memory.oom_control": "oom_kill_disable 1",
                ]),
            Sample(
                #"{"memory":{"limit":-1}}"#,
                [
                    "memory.limit_in_bytes": "9223372036854771712",
                    "memory.memsw.limit_in_bytes": "9223372036854771712",
                ]),
            Sample(
                #"{"cpu":{"shares":512,"quota":50000,"period":100000,"burst":10000,"cpus":"0","mems":"0"}}"#,
                [
                    "cpu.shares": "512", "cpu.cfs_quota_us": "50000", "cpu.cfs_period_us": "100000",
                    "cpu.cfs_burst_us": "10000", "cpuset.cpus": "0", "cpuset.mems": "0",
                ]),
            Sample(#"{"cpu":{"idle":1}}"#, ["cpu.idle": "1"]),
            Sample(#"{"cpu":{"realtimePeriod":500000}}"#, ["cpu.rt_period_us": "500000"]),
            Sample(#"{"pids":{"limit":17}}"#, ["pids.max": "17"]),
            Sample(#"{"pids":{"limit":-1}}"#, ["pids.max": "max"]),
            Sample(#"{"pids":{"limit":0}}"#, ["pids.max": "1"]),
            Sample(#"{"blockIO":{"weight":100}}"#, ["blkio.bfq.weight": "100"]),
            Sample(
                #"{"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":10,"minor":229,"access":"rw"},"#
                    + #"{"allow":true,"type":"b","major":7,"access":"r"}]}"#,
                [
                    "devices.list":
                        "b *:* m\nb 7:* r\nc *:* m\nc 1:3 rwm\nc 1:5 rwm\nc 1:7 rwm\nc 1:8 rwm\nc 1:9 rwm\nc 5:0 rwm\n"
                        + "c 5:2 rwm\nc 10:200 rwm\nc 10:229 rw\nc 136:* rwm"
                ]),
            Sample(#"{"devices":[{"allow":true,"access":"rwm"}]}"#, ["devices.list": "a *:* rwm"]),
        ])
    func applied(_ sample: Sample) throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write(patch: #"{"linux":{"resources":\#(sample.resources)}}"#)

            let answer = try runtime("create", "c")

            #expect(answer.status == 0, "\(answer)")
            for (file, value) in sample.files {
                let found = try runtime.control(file) ?? "nothing"
                #expect(found.hasPrefix(value), "\(file)")
            }
        }
    }

    @Test("throttle a block device")
    func throttles() throws {
        guard let device = try BlockDevice.real().first else { return print("skipped: the host has no block device") }
        let numbers = #""major":\#(device.major),"minor":\#(device.minor)"#
        let throttles = ["ReadBps", "WriteBps", "ReadIOPS", "WriteIOPS"].enumerated().map { index, name in
            #""throttle\#(name)Device":[{\#(numbers),"rate":\#(1_000_000 + index)}]"#
        }
        try OwnRuntime.use { (runtime) throws in
            try runtime.write(patch: #"{"linux":{"resources":{"blockIO":{\#(throttles.joined(separator: ","))}}}}"#)

            #expect(try runtime("create", "c").status == 0)

            let files = ["read_bps", "write_bps", "read_iops", "write_iops"].map { "blkio.throttle.\($0)_device" }
            #expect(try files.map { try runtime.control($0) } == (0..<4).map { "\(device) \(1_000_000 + $0)" })
        }
    }

    @Test(
        "are refused when they cannot be in force, and leave nothing",
        arguments: [
            Sample(
                #"{"memory":{"limit":67108864,"swap":33554432}}"#,
                refusal: "memory.memsw.limit_in_bytes: Invalid argument"),
            Sample(
                #"{"memory":{"swappiness":101}}"#,
                refusal: "invalid memory swappiness value: 101 (valid range is 0-100)"),
            Sample(#"{"memory":{"limit":4096}}"#, refusal: "container init was OOM-killed (memory limit too low?)"),
            Sample(#"{"cpu":{"shares":1}}"#, refusal: "the minimum allowed cpu-shares is 2"),
            Sample(#"{"cpu":{"quota":10}}"#, refusal: "cpu.cfs_quota_us: Invalid argument"),
            Sample(#"{"cpu":{"cpus":"9999"}}"#, refusal: "cpuset.cpus"),
            Sample(#"{"cpu":{"realtimeRuntime":900000}}"#, refusal: "cpu.rt_runtime_us"),
            Sample(#"{"blockIO":{"leafWeight":300}}"#, refusal: "blkio.leaf_weight: No such file or directory"),
            Sample(#"{"unified":{"memory.max":"100"}}"#, refusal: "cannot use unified on cgroup v1"),
            Sample(#"{"devices":[{"allow":true,"access":"q"}]}"#, refusal: "device rule with the access 'q'"),
        ])
    func refused(_ sample: Sample) throws {
        try OwnRuntime.use { (runtime) throws in
            let answer = try runtime.run(patch: #"{"linux":{"resources":\#(sample.resources)}}"#)

            #expect(answer.status == 1)
            #expect(answer.errors.contains(try #require(sample.refusal)), "\(answer)")
            #expect(try runtime.left() == [])
            #expect(try !runtime.hasCgroup())
        }
    }

    @Test(
        "of a controller that the host has not are refused by its name",
        arguments: [
            ("hugetlb", #"{"hugepageLimits":[{"pageSize":"2MB","limit":4194304}]}"#),
            ("net_cls", #"{"network":{"classID":1048577}}"#),
            ("net_prio", #"{"network":{"priorities":[{"name":"lo","priority":3}]}}"#),
            ("rdma", #"{"rdma":{"mlx5_0":{"hcaHandles":3}}}"#),
        ])
    func missing(controller: String, resources: String) throws {
        let isMissing = try CgroupLayout.detect().hierarchy(of: controller) == nil
        try OwnRuntime.use { (runtime) throws in
            let answer = try runtime.run(patch: #"{"linux":{"resources":\#(resources)}}"#)

            // The only device of RDMA that a test could name is one that there is not.
            guard isMissing else { return #expect(controller == "rdma" || answer.status == 0, "\(answer)") }
            #expect(answer.errors.contains("no mounted cgroup hierarchy has the \(controller) controller"), "\(answer)")
            #expect(try runtime.left() == [])
            #expect(try !runtime.hasCgroup())
        }
    }
}

/// Whether the host has version 1, alone or beside version 2.
let hasVersionOne = (try? CgroupLayout.detect())?.kind != .unified

extension OwnRuntime {
    /// What a file of a container's cgroup says, such as `memory.limit_in_bytes`; nil when it is not there.
    func control(_ file: String, of id: String = "c") throws -> String? {
        let controller = String(file.prefix { $0 != "." })
        let hierarchy = try #require(try CgroupLayout.detect().hierarchy(of: controller))
        let folder = hierarchy.mountPoint.pushing(FilePath(String((cgroup + "/" + id).dropFirst())))
        guard Files.exists(folder.appending(file)) else { return nil }
        return String(decoding: try Files.read(folder.appending(file)), as: UTF8.self).trimmingNewlines
    }
}
