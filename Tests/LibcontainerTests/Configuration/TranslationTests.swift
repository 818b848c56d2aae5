import Libcontainer
import Linux
import OCI
import SystemPackage
import Testing

@Suite("A document, translated")
struct TranslationTests {
    @Test("has its root below the bundle", arguments: [("rootfs", "/bundle/rootfs"), ("../r", "/r"), ("/abs", "/abs")])
    func root(path: String, expected: FilePath) throws {
        let configuration = try Samples.configuration { $0.rootPath = path }

        #expect(configuration.rootFS == expected)
        #expect(configuration.isRootReadOnly)
    }

    @Test("keeps bundle and annotations as labels")
    func labels() throws {
        let configuration = try Samples.configuration { $0.annotations = ["b": "2=3", "a": "1", "bundle": "x"] }

        #expect(configuration.labels == ["a=1", "b=2=3", "bundle=x", "bundle=/bundle"])
        #expect(configuration.bundle == "/bundle")
        #expect(configuration.annotations == ["a": "1", "b": "2=3"])
    }

    @Test("has the default devices, and rules for them behind its own")
    func defaultDevices() throws {
        let configuration = try Samples.configuration()

        let paths = ["null", "random", "full", "tty", "zero", "urandom"].map { "/dev/" + $0 }
        #expect(configuration.devices.map(\.path) == paths)
        #expect(configuration.devices.allSatisfy { $0.mode == 0o666 && $0.owner == .root })
        let rules = try #require(configuration.cgroup).resources.devices
        #expect(rules.first == OCIDeviceRule(allow: false, access: "rwm"))
        #expect(rules.dropFirst().map(\.access) == ["m", "m"] + Array(repeating: "rwm", count: 9))
        #expect(rules.dropFirst(3).map(\.major) == [1, 1, 1, 5, 1, 1, 136, 5, 10])
        #expect(rules.dropFirst(3).map(\.minor) == [3, 8, 7, 0, 5, 9, nil, 2, 200])
    }

    @Test("takes its own devices for default ones at the same path")
    func devices() throws {
        let configuration = try Configuration(Samples.fullSpec(), options: Samples.options())

        let paths = configuration.devices.map(\.path)
        let defaults = ["random", "full", "tty", "zero", "urandom"]
        #expect(paths == (defaults + ["fuse", "null", "pipe", "sda"]).map { "/dev/" + $0 })
        #expect(configuration.devices.suffix(4).map(\.kind) == [.character, .character, .pipe, .block])
        #expect(configuration.devices[5].mode == 0o666)
        #expect(configuration.devices.allSatisfy { $0.owner == FileOwner(user: 100_000, group: 200_000) })
    }

    @Test(
        "has a cgroup",
        arguments: [
            ("", "c1", true), ("/a/b", "/a/b", false), ("/a/../b/", "/b", false), ("a", "a", true),
            ("../../a", "a", true), ("./", ".", true),
        ])
    func cgroup(path: String, expected: String, isRelative: Bool) throws {
        let cgroup = try #require(try Samples.configuration { $0.linux.cgroupsPath = path }.cgroup)

        #expect(cgroup.effectivePath == expected)
        #expect(cgroup.isRelative == isRelative)
        #expect(cgroup.driver == .cgroupfs)
    }

    @Test("has no cgroup of systemd's yet", arguments: [("a:b:c", true), ("", true), ("/a", false)])
    func systemd(path: String, isPath: Bool) throws {
        var spec = DefaultSpecification.document()
        spec.linux.cgroupsPath = path
        var options = try Samples.options()
        options.usesSystemd = true
        let fault = isPath ? ConfigurationFault.systemdUnsupported : .systemdPath(path)

        #expect(throws: LibcontainerError.configuration(fault)) { try Configuration(spec, options: options) }
    }

    @Test("takes over all that a document says")
    func everything() throws {
        let configuration = try Configuration(Samples.fullSpec(), options: Samples.options())

        #expect(configuration.namespaces.entries.count == 8)
        #expect(configuration.namespaces.path(of: .network) == "/run/netns/x")
        #expect(configuration.namespaces.isNew(.pid))
        #expect(!configuration.namespaces.isNew(.network))
        #expect(!configuration.hasLoopback)
        #expect(configuration.namespaces.newFlags.rawValue == 0x3E02_0080)
        #expect((configuration.hostname, configuration.domainname) == ("web-1", "example"))
        #expect(configuration.rootPropagation == [.slave, .recursive])
        #expect(configuration.personality == 8)
        #expect(configuration.memoryPolicy?.mode == .bind)
        #expect(configuration.memoryPolicy?.flags.rawValue == 1 << 15)
        #expect(configuration.memoryPolicy?.nodes.words[0] == 3)
        #expect(configuration.scheduler?.policy == .deadline)
        #expect(configuration.scheduler?.flags.rawValue == 1)
        #expect(configuration.ioPriority == IOPriority(.bestEffort, level: 4))
        #expect(configuration.cpuAffinity?.initial?.words[0] == 15)
        #expect(configuration.cpuAffinity?.final?.words[0] == 10)
        #expect(configuration.umask == 18)
        #expect(configuration.oomScoreAdjustment == 100)
        #expect(configuration.hooks[.poststop].map(\.path) == ["/bin/hook6"])
        #expect(configuration.timeOffsets.map(\.seconds) == [7, -5])
        #expect(configuration.netDevices["eth1"]?.name == "data0")
    }

    @Test("gives the cgroup to whom it may manage from inside")
    func cgroupOwner() throws {
        var spec = try Samples.fullSpec()

        #expect(try Configuration(spec, options: Samples.options()).cgroup?.owner == 101_000)

        spec.mounts[4].options.append("ro")
        #expect(try Configuration(spec, options: Samples.options()).cgroup?.owner == nil)
    }

    @Test("takes over the mappings of a user namespace that it joins")
    func adoption() throws {
        var configuration = try Samples.configuration { spec in
            spec.linux.namespaces.append(.init(.user, path: "/proc/9/ns/user"))
        }
        let users = [IDMapping(containerID: 0, hostID: 7, size: 1)]
        let others = [IDMapping(containerID: 0, hostID: 8, size: 1)]
        #expect(configuration.devices[0].owner == .root)

        try configuration.adoptMappings(users: users, groups: others)

        #expect(configuration.devices[0].owner == FileOwner(user: 7, group: 8))
        #expect(throws: LibcontainerError.configuration(.mappingsDiffer)) {
            try configuration.adoptMappings(users: others, groups: users)
        }
    }

    private typealias Refusal = (change: @Sendable (inout RuntimeSpec) -> Void, text: String)

    private static let refusals: [Refusal] = [
        ({ $0.rootPath = "" }, "root must be specified"),
        ({ $0.linux.namespaces.append(.init(.pid)) }, "malformed spec file: duplicated ns \"pid\""),
        ({ $0.linux.rootFSPropagation = "odd" }, "rootfsPropagation=odd is not supported"),
        ({ $0.linux.devices = [.init(path: "/d", type: "x", major: 0, minor: 0)] }, "invalid device type \"x\""),
        (
            { $0.linux.resources.devices[0].type = "x" },
            "invalid cgroup device type \"x\""
        ),
        (
            { $0.linux.resources.devices[0].access = "" },
            "device access at 0 field cannot be empty"
        ),
        ({ $0.linux.personality = .init(domain: "BSD") }, "invalid personality domain BSD"),
        ({ $0.linux.memoryPolicy = .init(mode: "X") }, "invalid memory policy mode \"X\""),
        ({ $0.linux.namespaces.append(.init(.user)) }, "user namespaces enabled, but no uid mappings found"),
        (
            {
                $0.linux.namespaces.append(.init(.user))
                $0.linux.userMappings = [.init(containerID: 0, hostID: 1, size: 1)]
            }, "user namespaces enabled, but no gid mappings found"
        ),
        (
            {
                $0.linux.namespaces.append(.init(.user))
                $0.linux.userMappings = [.init(containerID: 1, hostID: 1, size: 1)]
            }, "user namespaces enabled, but no user mapping found"
        ),
        (
            { $0.linux.timeOffsets = ["realtime": OCITimeOffset()] },
            "invalid clock \"realtime\" in timeOffsets"
        ),
        ({ $0.hostname = "a\u{0}" }, "hostname contains null byte"),
        ({ $0.linux.maskedPaths = ["/a\u{0}"] }, "linux.maskedPaths contains null byte"),
        ({ $0.process.scheduler = .init(policy: "") }, "scheduler policy is required"),
        ({ $0.process.scheduler = .init(policy: "X") }, "invalid scheduler policy: X"),
        ({ $0.process.ioPriority = .init(ioClass: "X") }, "invalid ioPriority.Class: X"),
    ]

    @Test("refuses what cannot be", arguments: refusals.indices)
    func refusal(index: Int) throws {
        let (change, text) = Self.refusals[index]
        let error = #expect(throws: LibcontainerError.self) { try Samples.configuration(change) }

        #expect(error?.description == text)
    }

    @Test("shows the host's mounts to nobody without pivot_root", arguments: ["private", "rprivate"])
    func privateWithoutPivot(propagation: String) throws {
        var spec = DefaultSpecification.document()
        spec.linux.rootFSPropagation = propagation
        var options = try Samples.options()
        options.noPivotRoot = true

        #expect(throws: LibcontainerError.configuration(.privateWithoutPivot)) {
            try Configuration(spec, options: options)
        }
    }

    @Test("of a user whose host id cannot be counted has no root")
    func overflow() throws {
        #expect(throws: LibcontainerError.configuration(.userNotMapped)) {
            try Samples.configuration { spec in
                spec.linux.namespaces.append(.init(.user))
                spec.linux.userMappings = [.init(containerID: 0, hostID: .max, size: .max)]
                spec.linux.groupMappings = [.init(containerID: 0, hostID: 0, size: 1)]
                spec.process.user.uid = 5
            }.hostUser(5)
        }
    }
}
