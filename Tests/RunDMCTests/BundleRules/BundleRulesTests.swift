import Cgroups
import Garden
import Guardian
import JSON
import Linux
import OCI
import SystemPackage
import Testing

@testable import RunDMC

@Suite("A container's bundle")
struct BundleRulesTests {
    private let mapping = UserMapping(
        users: [
            IDMapping(containerID: 0, hostID: 4_294_967_294, size: 1),
            IDMapping(containerID: 1, hostID: 1, size: 4_294_967_293),
        ],
        groups: [IDMapping(containerID: 0, hostID: 4_294_967_294, size: 1)])

    private func plan(_ change: (inout ContainerPlan) -> Void = { _ in }) throws -> ContainerPlan {
        var plan = ContainerPlan(handle: try Handle("web-1"), rootFS: RootFS(path: "/rootfs"))
        change(&plan)
        return plan
    }

    private func bundle(
        of plan: ContainerPlan, facts: FakeHostFacts = FakeHostFacts(),
        _ change: (inout BundleConfiguration) -> Void = { _ in }
    ) -> RuntimeSpec {
        var configuration = BundleConfiguration(
            initProgram: "/programs/gdn-init", mapping: mapping, cgroupParent: "/guardian/containers")
        change(&configuration)
        return BundleRules(configuration, facts: facts) { "id-\($0.handle)" }.bundle(for: plan)
    }

    @Test("runs our init from outside, at the place where operators know it")
    func initProgram() throws {
        let bundle = bundle(of: try plan())

        #expect(bundle.process.arguments == ["/tmp/garden-init"])
        #expect(bundle.mounts.contains { $0.destination == "/tmp/garden-init" && $0.source == "/programs/gdn-init" })
        #expect(bundle.rootPath == "/rootfs")
    }

    @Test(
        "puts init where no mount of the client's hides it",
        arguments: [
            ("/tmp", "/dev/garden-init"), ("/tmp/garden-init", "/dev/garden-init"), ("//tmp/.", "/dev/garden-init"),
            ("/tmp/other", "/tmp/garden-init"), ("/tmpfile", "/tmp/garden-init"),
        ])
    func hiddenInit(destination: String, path: String) throws {
        let bundle = bundle(of: try plan { $0.bindMounts = [BindMount(source: "/a", destination: destination)] })

        #expect(bundle.process.arguments == [path])
        #expect(bundle.mounts.filter { $0.source == "/programs/gdn-init" }.map(\.destination) == [path])
    }

    @Test("keeps the options of where the init program is, which a user namespace may not drop")
    func initProgramOptions() throws {
        let bundle = bundle(of: try plan(), facts: FakeHostFacts(locked: ["/programs/gdn-init": ["nosuid", "nodev"]]))

        let mount = bundle.mounts.first { $0.destination == "/tmp/garden-init" }
        #expect(mount?.options == ["bind", "ro", "nosuid", "nodev"])
    }

    @Test("mounts the kernel's file systems in the original's order", arguments: [true, false])
    func mounts(privileged: Bool) throws {
        let bundle = bundle(of: try plan { $0.privileged = privileged })

        let common = ["/sys", "/dev", "/dev/shm", "/dev/mqueue", "/dev/pts", "/tmp/garden-init", "/proc"]
        #expect(bundle.mounts.map(\.destination) == common + (privileged ? [] : ["/sys/fs/cgroup"]))
        #expect(bundle.mounts.first?.options == ["noexec", "nosuid", "nodev", "ro"])
    }

    @Test(
        "shields no container from the OOM killer, and never asks for a privilege to do so",
        arguments: [(-1000, 0), (-1, 0), (0, nil), (500, nil)] as [(Int, Int?)])
    func oomScore(server: Int, container: Int?) throws {
        var facts = FakeHostFacts()
        facts.oomScoreAdjustment = server

        #expect(try bundle(of: plan(), facts: facts).process.oomScoreAdjustment == container)
    }

    @Test("isolates a container in all namespaces, the user's only without privilege", arguments: [true, false])
    func namespaces(privileged: Bool) throws {
        let bundle = bundle(of: try plan { $0.privileged = privileged })

        let common: [OCINamespace.Kind] = [.network, .pid, .uts, .ipc, .mount]
        #expect(bundle.linux.namespaces.map(\.kind) == common + (privileged ? [] : [.user]))
        #expect(bundle.linux.userMappings.count == (privileged ? 0 : 2))
        #expect(bundle.linux.groupMappings.first?.hostID == (privileged ? nil : 4_294_967_294))
    }

    @Test("has its own cgroup below ours, privileged or not", arguments: [true, false])
    func cgroup(privileged: Bool) throws {
        let bundle = bundle(of: try plan { $0.privileged = privileged })

        #expect(bundle.linux.cgroupsPath == "/guardian/containers/id-web-1")
    }

    @Test("confines root inside: capabilities, system calls, masked and read-only paths")
    func unprivileged() throws {
        let bundle = bundle(of: try plan())

        #expect(bundle.process.capabilities?.bounding == CapabilitySets.unprivileged)
        #expect(bundle.process.capabilities?.inheritable == [])
        #expect(bundle.linux.seccomp?.defaultAction == .error)
        #expect(bundle.linux.maskedPaths.contains("/proc/kcore"))
        #expect(bundle.linux.readOnlyPaths.contains("/proc/sys"))
    }

    @Test("lets a privileged container do what the host can do")
    func privileged() throws {
        var facts = FakeHostFacts()
        facts.capabilities.remove("CAP_SYS_RESOURCE")

        let bundle = bundle(of: try plan { $0.privileged = true }, facts: facts)

        let capabilities = try #require(bundle.process.capabilities)
        #expect(capabilities.bounding.contains("CAP_SYS_ADMIN"))
        #expect(!capabilities.bounding.contains("CAP_SYS_RESOURCE"))
        #expect(capabilities.bounding == capabilities.effective)
        #expect(bundle.linux.seccomp == nil)
        #expect(bundle.linux.maskedPaths.isEmpty)
        #expect(bundle.linux.devices.map(\.path) == ["/dev/fuse"])
        #expect(CapabilitySets.missing(on: facts) == ["CAP_SYS_RESOURCE"])
    }

    @Test("shows the client's and the network's files, keeping the options of where they are")
    func bindMounts() throws {
        let plan = try plan { plan in
            plan.bindMounts = [
                BindMount(source: "/a", destination: "/in/a"),
                BindMount(source: "/b", destination: "/in/b", mode: .readWrite),
            ]
        }

        let bundle = bundle(of: plan, facts: FakeHostFacts(locked: ["/a": ["nodev", "nosuid"]]))

        #expect(bundle.mounts.suffix(2).map(\.destination) == ["/in/a", "/in/b"])
        #expect(bundle.mounts.suffix(2).map(\.options) == [["bind", "ro", "nodev", "nosuid"], ["bind", "rw"]])
    }

    @Test(
        "takes the end of a long handle as host name, in whole characters",
        arguments: [
            ("web-1", "web-1"), (String(repeating: "x", count: 49), String(repeating: "x", count: 49)),
            ("0123456789" + String(repeating: "x", count: 49), String(repeating: "x", count: 49)),
            (String(repeating: "é", count: 40), String(repeating: "é", count: 24)),
        ])
    func hostname(handle: String, hostname: String) throws {
        let plan = ContainerPlan(handle: try Handle(handle), rootFS: RootFS(path: "/"))

        #expect(bundle(of: plan).hostname == hostname)
    }

    @Test("has the image's environment before its own")
    func environment() throws {
        let plan = try plan { plan in
            plan.rootFS.environment = ["A=image", "B=image", "broken"]
            plan.environment = ["B=own", "C=own"]
        }

        #expect(bundle(of: plan).process.environment == ["A=image", "B=own", "C=own"])
    }

    @Test(
        "limits memory, and swap with it unless told otherwise",
        arguments: [(0, false, nil, nil), (100, false, 100, 100), (100, true, 100, nil), (.max, false, .max, .max)]
            as [(UInt64, Bool, Int64?, Int64?)])
    func memory(limit: UInt64, disableSwap: Bool, memory: Int64?, swap: Int64?) throws {
        let plan = try plan { $0.limits.memory.limitInBytes = limit }

        let resources = bundle(of: plan) { $0.disableSwapLimit = disableSwap }.linux.resources

        #expect(resources.memory.limit == memory)
        #expect(resources.memory.swap == swap)
    }

    @Test(
        "quota follows the shares, within bounds",
        arguments: [
            (1024, 100, 102_400), (5, 10, 1_000), (.max, 2, 17_592_186_044_415), (1 << 40, 1 << 10, 17_592_186_044_415),
            (1024, nil, nil), (0, 100, nil),
        ] as [(UInt64, UInt64?, Int64?)])
    func quota(shares: UInt64, perShare: UInt64?, quota: Int64?) throws {
        let plan = try plan { $0.limits.cpu.limitInShares = shares }

        let resources = bundle(of: plan) { $0.quotaPerShare = perShare }.linux.resources

        #expect(resources.cpu.quota == quota)
        #expect(resources.cpu.period == (quota == nil ? nil : 100_000))
    }

    @Test(
        "shares stay within what the kernel takes; a weight wins over them",
        arguments: [
            (0, 0, nil), (0, 1, 2), (0, 2, 2), (0, 1024, 1024), (0, .max, 262_144), (512, 1024, 512), (1, 0, 2),
        ] as [(UInt64, UInt64, UInt64?)])
    func shares(weight: UInt64, limitInShares: UInt64, shares: UInt64?) throws {
        let plan = try plan { plan in
            plan.limits.cpu.weight = weight
            plan.limits.cpu.limitInShares = limitInShares
        }

        #expect(bundle(of: plan).linux.resources.cpu.shares == shares)
    }

    @Test("writes weight and quota to the unified hierarchy where there is no other")
    func unified() throws {
        let plan = try plan { $0.limits.cpu.weight = 1024 }

        let bundle = bundle(of: plan, facts: FakeHostFacts(hasUnifiedCgroups: true)) { $0.quotaPerShare = 100 }

        #expect(bundle.linux.resources.unified == ["cpu.weight": "100", "cpu.max": "102400 100000"])
        #expect(bundle.linux.resources.cpu.shares == nil)
        #expect(!bundle.mounts.contains { $0.type == "cgroup" })
    }

    @Test(
        "limits processes, when asked to, to what the kernel takes",
        arguments: [(0, nil), (20, 20), (4_194_304, 4_194_304), (.max, 4_194_304)] as [(UInt64, Int64?)])
    func processes(max: UInt64, limit: Int64?) throws {
        #expect(bundle(of: try plan { $0.limits.pids.max = max }).linux.resources.pidsLimit == limit)
    }

    @Test("throttles every device there is, in what the operator gave a rate for")
    func throttles() throws {
        let facts = FakeHostFacts(devices: [BlockDevice(major: 8, minor: 0), BlockDevice(major: 253, minor: 16)])

        let resources = bundle(of: try plan(), facts: facts) { configuration in
            configuration.blockIOThrottle.readBytes = 1000
            configuration.blockIOThrottle.writes = 20
        }.linux.resources

        #expect(
            resources.blockIO.throttles == [
                OCIThrottle(.readBytes, major: 8, minor: 0, rate: 1000),
                OCIThrottle(.readBytes, major: 253, minor: 16, rate: 1000),
                OCIThrottle(.writes, major: 8, minor: 0, rate: 20),
                OCIThrottle(.writes, major: 253, minor: 16, rate: 20),
            ])
        #expect(bundle(of: try plan(), facts: facts).linux.resources.blockIO.throttles.isEmpty)
    }

    @Test("denies every device, then allows the usual ones; the operator's are for privileged containers")
    func devices() throws {
        let extra = [
            OCIDeviceRule(allow: true, type: "c", major: 42),
            OCIDeviceRule(allow: true, type: "c", major: 1, minor: 3, access: "r"),
        ]

        let plain = bundle(of: try plan()) { $0.extraDevices = extra }.linux.resources.devices
        let mighty = bundle(of: try plan { $0.privileged = true }) { $0.extraDevices = extra }.linux.resources.devices

        #expect(plain.first == OCIDeviceRule(allow: false))
        #expect(plain.contains(OCIDeviceRule(allow: true, type: "c", major: 1, minor: 3)))
        #expect(!plain.contains { $0.major == 42 })
        #expect(mighty.contains { $0.major == 42 })
        #expect(mighty.filter { $0.major == 1 && $0.minor == 3 }.map(\.access) == ["r"])
    }

    @Test("sets the network's kernel parameters, and lets groups ping without privileges", arguments: [true, false])
    func kernelParameters(noNewPrivileges: Bool) throws {
        let bundle = bundle(of: try plan()) { configuration in
            configuration.networkParameters = ["net.ipv4.tcp_retries1": "3"]
            configuration.noNewPrivileges = noNewPrivileges
        }

        #expect(bundle.linux.sysctl["net.ipv4.tcp_retries1"] == "3")
        #expect(bundle.linux.sysctl["net.ipv4.ping_group_range"] == (noNewPrivileges ? "1 65535" : nil))
        #expect(bundle.process.noNewPrivileges == noNewPrivileges)
    }

    @Test("is the same after it was written and read")
    func roundTrip() throws {
        let facts = FakeHostFacts(devices: [BlockDevice(major: 8, minor: 0)])
        let bundle = bundle(of: try plan { $0.limits.memory.limitInBytes = 5 }, facts: facts) { configuration in
            configuration.apparmorProfile = "garden"
            configuration.blockIOThrottle.writtenBytes = 7
        }

        #expect(try RuntimeSpec(json: JSONValue(parsing: bundle.json.encoded())) == bundle)
        #expect(!"\(bundle.json)".contains("null"))
    }
}
