import Libcontainer
import Linux
import OCI
import SystemPackage
import Testing

/// Gives the closures in a table their type.
private func cases(_ rows: [ValidationTests.Case]) -> [ValidationTests.Case] { rows }

@Suite("A configuration")
struct ValidationTests {
    /// What is changed about a container with all namespaces of its own, and what is said about it.
    typealias Case = (change: @Sendable (inout Configuration, inout FakeHost) -> Void, text: String?)

    private static func container() throws -> Configuration {
        var configuration = try Samples.configuration()
        configuration.namespaces = NamespaceConfiguration(NamespaceKind.allCases.map { .init($0) })
        configuration.userMappings = [IDMapping(containerID: 0, hostID: 1000, size: 10)]
        configuration.groupMappings = configuration.userMappings
        return configuration
    }

    private static func without(_ kind: NamespaceKind) -> NamespaceConfiguration {
        NamespaceConfiguration(NamespaceKind.allCases.filter { $0 != kind }.map { .init($0) })
    }

    private static func joining(_ kind: NamespaceKind, _ path: String) -> NamespaceConfiguration {
        NamespaceConfiguration(NamespaceKind.allCases.map { .init($0, path: $0 == kind ? path : nil) })
    }

    fileprivate func check(_ test: Case) throws {
        var configuration = try Self.container()
        var host = FakeHost()
        test.change(&configuration, &host)

        guard let text = test.text else {
            try configuration.validate(on: host)
            return
        }
        let error = #expect(throws: LibcontainerError.self) { try configuration.validate(on: host) }
        #expect(error?.description == text)
    }

    @Test(
        "needs a root that is no link",
        arguments: cases([
            ({ _, _ in }, nil),
            (
                { $1.missing = [$0.rootFS] },
                "invalid rootfs: resolve /bundle/rootfs: No such file or directory"
            ),
            (
                { $1.links = [$0.rootFS: "/elsewhere"] },
                "invalid rootfs: not an absolute path, or a symlink"
            ),
            (
                {
                    $0.rootFS = "/bundle/x/../rootfs"
                    $1.links = [$0.rootFS: "/bundle/rootfs"]
                }, nil
            ),
            (
                {
                    $0.rootFS = "rootfs"
                    $1.links = [$0.rootFS: "/bundle/rootfs"]
                }, "invalid rootfs: not an absolute path, or a symlink"
            ),
        ]))
    func root(test: Case) throws { try check(test) }

    @Test(
        "needs the namespaces for what it changes",
        arguments: cases([
            (
                { c, _ in c.namespaces = ValidationTests.without(.uts) },
                "unable to set hostname without a private UTS namespace"
            ),
            (
                { c, _ in
                    c.namespaces = ValidationTests.without(.uts)
                    (c.hostname, c.domainname) = ("", "d")
                }, "unable to set domainname without a private UTS namespace"
            ),
            (
                { c, _ in c.namespaces = ValidationTests.without(.mount) },
                "unable to restrict sys entries without a private MNT namespace"
            ),
            (
                { c, _ in
                    c.namespaces = ValidationTests.without(.mount)
                    c.maskedPaths = []
                }, "unable to restrict sys entries without a private MNT namespace"
            ),
            (
                { c, _ in
                    c.namespaces = ValidationTests.without(.mount)
                    (c.maskedPaths, c.readOnlyPaths) = ([], [])
                }, "unable to make a root file system without a private MNT namespace"
            ),
            (
                { c, h in
                    c.processLabel = "x"
                    h.missing = ["/sys/fs/selinux/enforce"]
                }, "selinux label is specified in config, but selinux is disabled or not supported"
            ),
            ({ c, _ in c.processLabel = "x" }, nil),
            (
                { c, _ in c.namespaces = ValidationTests.without(.user) },
                "user namespace mappings specified, but user namespace isn't enabled in the config"
            ),
            (
                { c, _ in (c.userMappings, c.groupMappings) = ([], []) },
                "user namespaces enabled, but no namespace path to join nor mappings to apply specified"
            ),
            (
                { c, _ in
                    (c.userMappings, c.groupMappings) = ([], [])
                    c.namespaces = ValidationTests.joining(.user, "/u")
                }, nil
            ),
            ({ _, h in h.missing = ["/proc/self/ns/user"] }, "user namespaces aren't enabled in the kernel"),
            ({ _, h in h.missing = ["/proc/self/ns/cgroup"] }, "cgroup namespaces aren't enabled in the kernel"),
            ({ _, h in h.missing = ["/proc/self/timens_offsets"] }, "time namespaces aren't enabled in the kernel"),
            (
                { c, _ in
                    c.namespaces = ValidationTests.without(.time)
                    c.timeOffsets = [TimeOffset(clock: .boottime, seconds: 1, nanoseconds: 0)]
                }, "time namespace offsets specified, but time namespace isn't enabled in the config"
            ),
            (
                { c, _ in
                    c.namespaces = ValidationTests.joining(.time, "/t")
                    c.timeOffsets = [TimeOffset(clock: .boottime, seconds: 1, nanoseconds: 0)]
                },
                "time namespace enabled, but both namespace path and time offsets specified -- you may only provide one"
            ),
        ]))
    func namespaces(test: Case) throws { try check(test) }

    @Test(
        "has kernel parameters of its own only",
        arguments: [
            ("kernel.msgmax", nil, nil), ("kernel/shm_rmid_forced", nil, nil), ("fs.mqueue.x", nil, nil),
            ("kernel.sem", .ipc, "sysctl \"kernel.sem\" is not allowed in the hosts ipc namespace"),
            ("fs.mqueue.x", .ipc, "sysctl \"fs.mqueue.x\" is not allowed in the hosts ipc namespace"),
            ("net.ipv4.x", nil, nil), ("net/ipv4/conf/eno2.100.rp_filter", nil, nil),
            ("net.ipv4.x", .network, "sysctl \"net.ipv4.x\" not allowed in host network namespace"),
            ("kernel.domainname", nil, nil),
            ("kernel.domainname", .uts, "sysctl \"kernel.domainname\" is not in a separate kernel namespace"),
            (
                "kernel.hostname", nil,
                "sysctl \"kernel.hostname\" is not allowed as it conflicts with the OCI \"hostname\" field"
            ),
            ("user.max_pid_namespaces", nil, nil),
            ("vm.swappiness", nil, "sysctl \"vm.swappiness\" is not in a separate kernel namespace"),
            ("kernel.core_pattern", nil, "sysctl \"kernel.core_pattern\" is not in a separate kernel namespace"),
            (
                "net/../kernel/core_pattern", nil,
                "sysctl \"net/../kernel/core_pattern\" is not in a separate kernel namespace"
            ),
            (
                "net.//.kernel.core_pattern", nil,
                "sysctl \"net.//.kernel.core_pattern\" is not in a separate kernel namespace"
            ),
            ("net..x", nil, "sysctl \"net..x\" is not in a separate kernel namespace"),
            ("net", nil, "sysctl \"net\" is not in a separate kernel namespace"),
            ("", nil, "sysctl \"\" is not in a separate kernel namespace"),
            ("net.a\u{0}b", nil, "linux.sysctl contains null byte"),
        ] as [(String, NamespaceKind?, String?)])
    func sysctl(name: String, missing: NamespaceKind?, text: String?) throws {
        try check(
            (
                { configuration, _ in
                    configuration.sysctl = [name: "1"]
                    if let missing { configuration.namespaces = Self.without(missing) }
                    if missing == .uts { configuration.hostname = "" }
                }, text
            ))
    }

    @Test(
        "that joins a network does not change that of the host",
        arguments: [
            ("/own", "sysctl \"net.x\" not allowed in host network namespace"), ("/other", nil),
            ("/gone", "invalid netns path: look at /gone: No such file or directory"),
        ])
    func joinedNetwork(path: String, text: String?) throws {
        try check(
            (
                { configuration, host in
                    configuration.sysctl = ["net.x": "1"]
                    configuration.namespaces = Self.joining(.network, path)
                    (host.ownNetworks, host.missing) = (["/own"], ["/gone"])
                }, text
            ))
    }

    @Test(
        "has mounts that the kernel takes",
        arguments: [
            (["bind", "size=1"], [], "bind mounts cannot have any filesystem-specific options applied"),
            (["size=1"], [], nil), (["bind", "ro"], [], nil),
            (["idmap"], [], "id-mapped mounts are only supported for bind-mounts"), (["bind", "idmap"], [1, 1], nil),
            (["bind", "idmap"], [1, 0], "id-mapped mounts must have both uid and gid mappings specified"),
            (["bind", "idmap"], [0, 0], "id-mapped mounts must have both uid and gid mappings specified"),
        ] as [([String], [UInt32], String?)])
    func mounts(options: [String], sizes: [UInt32], text: String?) throws {
        var mount = try Samples.mount(source: "/s", options)
        if sizes.count == 2 {
            mount.idMapping?.users = sizes[0] == 0 ? [] : [IDMapping(containerID: 0, hostID: 1, size: sizes[0])]
            mount.idMapping?.groups = sizes[1] == 0 ? [] : [IDMapping(containerID: 0, hostID: 1, size: sizes[1])]
        }
        let checked = mount

        try check(({ configuration, _ in configuration.mounts = [checked] }, text.map { "invalid mount /m: " + $0 }))
    }

    @Test("does not say twice how a mount maps owners", arguments: [false, true])
    func mappingsTwice(isTwice: Bool) throws {
        var mount = try Samples.mount(source: "/s", ["bind"])
        let users = isTwice ? [IDMapping(containerID: 0, hostID: 1, size: 1)] : []
        mount.idMapping = MountIDMapping(isRecursive: false, userNamespacePath: "/u", users: users)
        let checked = mount
        let text = "invalid mount /m: id-mapped mounts cannot have both userns_path and uid and gid mappings specified"

        try check(({ configuration, _ in configuration.mounts = [checked] }, isTwice ? text : nil))
    }

    @Test("does not map owners by an attribute")
    func mappingAttribute() throws {
        var mount = try Samples.mount(source: "/s", ["bind"])
        mount.recursiveAttributes = RecursiveAttributes(set: MountAttributes(rawValue: 0x100000), cleared: [])
        let checked = mount
        let text = "invalid mount /m: mount configuration cannot contain recAttr for MOUNT_ATTR_IDMAP"

        try check(({ configuration, _ in configuration.mounts = [checked] }, text))
    }

    @Test(
        "has limits that there can be",
        arguments: cases([
            (
                { c, _ in c.cgroup?.resources.unified = ["cpu.weight": "1"] },
                "invalid configuration: cannot use unified on cgroup v1"
            ),
            (
                { c, h in
                    c.cgroup?.resources.unified = ["cpu.weight": "1"]
                    h.isUnified = true
                }, nil
            ),
            ({ c, _ in c.cgroup?.resources.memory.swap = 5 }, nil),
            (
                { c, h in
                    c.cgroup?.resources.memory.swap = 5
                    h.isUnified = true
                }, "unable to set swap limit without memory limit"
            ),
            (
                { c, h in
                    c.cgroup?.resources.memory.swap = 5
                    c.cgroup?.resources.memory.limit = 6
                    h.isUnified = true
                }, "memory+swap limit should be >= memory limit"
            ),
            (
                { c, h in
                    c.cgroup?.resources.memory.swap = 5
                    c.cgroup?.resources.memory.limit = -2
                    h.isUnified = true
                }, "invalid memory value: -2"
            ),
            (
                { c, h in
                    c.cgroup?.resources.memory.swap = -1
                    c.cgroup?.resources.memory.limit = 6
                    h.isUnified = true
                }, nil
            ),
            ({ c, _ in c.intelRDT = OCIIntelRDT() }, nil),
            ({ c, _ in c.intelRDT = ValidationTests.rdt { $0.groupID = ".." } }, "invalid intelRdt.ClosID \"..\""),
            ({ c, _ in c.intelRDT = ValidationTests.rdt { $0.groupID = "a/b" } }, "invalid intelRdt.ClosID \"a/b\""),
            (
                { c, h in
                    c.intelRDT = ValidationTests.rdt { $0.cacheSchema = "x" }
                    h.missing = ["/sys/fs/resctrl/info/L3"]
                }, "intelRdt.l3CacheSchema is specified in config, but Intel RDT/CAT is not enabled"
            ),
            (
                { c, h in
                    c.intelRDT = ValidationTests.rdt { $0.bandwidthSchema = "x" }
                    h.missing = ["/sys/fs/resctrl/info/MB"]
                }, "intelRdt.memBwSchema is specified in config, but Intel RDT/MBA is not enabled"
            ),
        ]))
    func limits(test: Case) throws { try check(test) }

    private static func rdt(_ change: (inout OCIIntelRDT) -> Void) -> OCIIntelRDT {
        var rdt = OCIIntelRDT()
        change(&rdt)
        return rdt
    }

    private typealias SchedulerChange = @Sendable (inout Scheduling) -> Void

    private static let schedulers: [(change: SchedulerChange, text: String?)] = [
        ({ ($0.policy, $0.nice) = (.other, 19) }, nil),
        (
            { ($0.policy, $0.nice) = (.other, 20) },
            "invalid scheduler.nice: 20 when scheduler.policy is SCHED_OTHER"
        ),
        (
            { ($0.policy, $0.nice) = (.batch, -21) },
            "invalid scheduler.nice: -21 when scheduler.policy is SCHED_BATCH"
        ),
        ({ ($0.policy, $0.nice, $0.priority) = (.fifo, 99, 1) }, nil),
        ({ ($0.policy, $0.priority) = (.roundRobin, 1) }, nil),
        (
            { ($0.policy, $0.priority) = (.idle, 1) },
            "scheduler.priority can only be specified for SchedFIFO or SchedRR policy"
        ),
        ({ ($0.policy, $0.runtime, $0.deadline, $0.period) = (.deadline, 1, 2, 3) }, nil),
        (
            { ($0.policy, $0.period) = (.fifo, 1) },
            "scheduler runtime/deadline/period can only be specified for SchedDeadline policy"
        ),
    ]

    @Test("is scheduled as the kernel can", arguments: schedulers.indices)
    func scheduling(index: Int) throws {
        let (change, text) = Self.schedulers[index]
        var scheduler = Scheduling(.other)
        change(&scheduler)
        let checked = scheduler

        try check(({ configuration, _ in configuration.scheduler = checked }, text))
    }

    @Test("has its turn at devices", arguments: [(-1, false), (0, true), (7, true), (8, false)] as [(Int32, Bool)])
    func ioPriority(number: Int32, isGood: Bool) throws {
        try check(
            (
                { configuration, _ in configuration.ioPriority = IOPriority(.idle, level: number) },
                isGood ? nil : "invalid ioPriority.Priority: \(number)"
            ))
    }

    @Test(
        "has memory nodes where its policy takes some",
        arguments: [
            (.standard, "", nil), (.standard, "0-1", "memory policy mode requires 0 nodes but got 2"),
            (.local, "1", "memory policy mode requires 0 nodes but got 1"), (.preferred, "", nil),
            (.preferred, "1", nil), (.bind, "", "memory policy mode requires at least one node but got 0"),
            (.interleave, "3", nil),
        ] as [(MemoryPolicy.Mode, String, String?)])
    func memoryPolicy(mode: MemoryPolicy.Mode, nodes: String, text: String?) throws {
        let policy = MemoryPolicy(mode, nodes: nodes.isEmpty ? NumberList() : try #require(NumberList(nodes)))

        try check(({ configuration, _ in configuration.memoryPolicy = policy }, text))
    }

    @Test(
        "moves network interfaces into a network of its own",
        arguments: cases([
            ({ _, _ in }, nil),
            (
                { c, _ in c.namespaces = ValidationTests.without(.network) },
                "unable to move network devices without a private NET namespace"
            ),
            ({ c, _ in c.isRootlessCgroups = true }, "network devices are not supported for rootless containers"),
            ({ c, _ in c.netDevices["eth0"]?.name = "a/b" }, "invalid network device name \"a/b\""),
            ({ c, _ in c.netDevices["eth0"]?.name = "a:b" }, "invalid network device name \"a:b\""),
            ({ c, _ in c.netDevices["eth0"]?.name = "." }, "invalid network device name \".\""),
            ({ c, _ in c.netDevices[""] = OCINetDevice() }, "invalid network device name \"\""),
            (
                { c, _ in c.netDevices["sixteen-letters-"] = OCINetDevice() },
                "invalid network device name \"sixteen-letters-\""
            ),
            ({ c, _ in c.netDevices["fifteen-letters"] = OCINetDevice() }, nil),
        ]))
    func netDevices(test: Case) throws {
        try check(
            (
                { configuration, host in
                    configuration.netDevices = ["eth0": OCINetDevice()]
                    test.change(&configuration, &host)
                }, test.text
            ))
    }

    @Test(
        "of an ordinary user has a user namespace, and mounts for those in it",
        arguments: cases([
            ({ _, _ in }, nil),
            (
                { c, _ in
                    c.namespaces = ValidationTests.without(.user)
                    (c.userMappings, c.groupMappings) = ([], [])
                }, "rootless container requires user namespaces"
            ),
            ({ c, _ in c.userMappings = [] }, "rootless containers requires at least one UID mapping"),
            ({ c, _ in c.groupMappings = [] }, "rootless containers requires at least one GID mapping"),
            ({ c, _ in c.mounts[1].data = "mode=1,uid=9,gid=9,uid=x" }, nil),
            (
                { c, _ in c.mounts[1].data = "uid=10" },
                "cannot specify uid=10 mount option for rootless container: "
                    + "user namespaces enabled, but no user mapping found"
            ),
            (
                { c, _ in c.mounts[1].data = "mode=1,gid=11" },
                "cannot specify gid=11 mount option for rootless container: "
                    + "user namespaces enabled, but no group mapping found"
            ),
        ]))
    func rootless(test: Case) throws {
        try check(
            (
                { configuration, host in
                    configuration.isRootlessUser = true
                    configuration.mounts.removeAll { $0.data.contains("gid=5") }
                    test.change(&configuration, &host)
                }, test.text
            ))
    }

    @Test("only warns of a relative destination")
    func relativeDestination() throws {
        var configuration = try Self.container()
        configuration.mounts[0].destination = "proc"

        try configuration.validate(on: FakeHost())

        #expect(configuration.warnings.count == 1)
        #expect(configuration.warnings.first?.contains("mount proc: relative destination path") == true)
    }
}
