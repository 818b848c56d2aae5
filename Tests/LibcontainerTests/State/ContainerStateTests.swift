import GuardianTestSupport
import JSON
import Libcontainer
import Linux
import OCI
import SystemPackage
import Testing

@Suite("A container's state file")
struct ContainerStateTests {
    private func fullState() throws -> ContainerState {
        var state = ContainerState(
            id: try ContainerID("web-1"), created: Timestamp(nanoseconds: 1_795_293_030_060_945_078),
            configuration: try Configuration(Samples.fullSpec(), options: Samples.options("web-1")))
        state.initPID = PID(rawValue: 42)
        (state.initStartTime, state.isRootless) = (4711, true)
        state.cgroupPaths = ["": "/sys/fs/cgroup/unified/x", "memory": "/sys/fs/cgroup/memory/x"]
        state.namespacePaths = [.mount: "/proc/42/ns/mnt", .pid: "/proc/42/ns/pid"]
        state.externalDescriptors = ["/dev/null", "pipe:[1]", "pipe:[2]"]
        (state.intelRDTPath, state.intelRDTMonitoringPath) = ("/r", "/m")
        return state
    }

    /// One rule for each call, as state files have it.
    private func oneCallEach(_ seccomp: OCISeccomp?) -> OCISeccomp? {
        guard var seccomp else { return nil }
        var rules: [OCISeccomp.Rule] = []
        for rule in seccomp.rules {
            for name in rule.names {
                rules.append(.init([name], rule.action, errorNumber: rule.errorNumber, arguments: rule.arguments))
            }
        }
        seccomp.rules = rules
        return seccomp
    }

    @Test("gives back all that was written")
    func roundTrip() throws {
        var state = try fullState()
        state.configuration.resourceLimits = [ResourceLimit(.nofile, soft: 1, hard: .max)]
        (state.configuration.apparmorProfile, state.configuration.parentDeathSignal) = ("a", 9)
        (state.configuration.isRootlessUser, state.configuration.isRootlessCgroups) = (true, true)
        state.configuration.cgroup?.isRootless = true

        let read = try ContainerState(json: JSONValue(parsing: state.json.encoded()))

        state.configuration.seccomp = oneCallEach(state.configuration.seccomp)
        #expect(read.configuration.cgroup == state.configuration.cgroup)
        #expect(read.configuration.mounts == state.configuration.mounts)
        #expect(read.configuration.seccomp == state.configuration.seccomp)
        #expect(read == state)
        #expect(read.json.encoded() == state.json.encoded())
    }

    @Test("gives back a container of which nothing is said")
    func minimal() throws {
        let state = ContainerState(
            id: try ContainerID("a"), created: Timestamp(nanoseconds: 0), configuration: Configuration(rootFS: "/r"))

        #expect(try ContainerState(json: state.json) == state)
    }

    @Test("of runc is understood")
    func runc() throws {
        let state = try ContainerState(json: JSONValue(parsing: RuncState.text))

        #expect(state.id.value == "x1")
        #expect(state.initPID?.rawValue == 32585)
        #expect(state.initStartTime == 3_451_863)
        #expect(state.created.text == "2026-11-21T20:30:30.060945078Z")
        #expect(state.cgroupPaths.count == 10)
        #expect(state.namespacePaths[.network] == "/proc/32585/ns/net")
        #expect(state.externalDescriptors.count == 3)
        let configuration = state.configuration
        #expect(configuration.bundle == "/tmp/sample/b")
        #expect(configuration.annotations == ["k": "v"])
        #expect(configuration.mounts.last?.recursiveAttributes?.set == .readOnly)
        #expect(configuration.mounts.last?.propagation == [[.private, .recursive]])
        #expect(configuration.devices.last?.path == "/dev/fuse")
        #expect(configuration.capabilities?.inheritable == [])
        #expect(configuration.cgroup?.resources.memory.limit == 100_000_000)
        #expect(configuration.cgroup?.resources.cpu.shares == 100)
        #expect(configuration.seccomp?.architectures == ["SCMP_ARCH_X86_64"])
        #expect(configuration.seccomp?.rules.first?.action == .error)
        #expect(configuration.hooks[.prestart].first?.timeout == 3)
        #expect(configuration.hasLoopback)
    }

    /// What newer runcs leave out, or write otherwise for a reason of their own.
    private static let changed: Set<String> = [
        "relabel", "premount_cmds", "postmount_cmds", "scope_prefix", "cpu_weight", "permissions", "allow", "networks",
    ]

    @Test("is written as runc would write it, but for what says nothing")
    func asRunc() throws {
        let json = try JSONValue(parsing: RuncState.text)

        let own = try ContainerState(json: json).json

        #expect(differences(json, own, at: "").isEmpty)
    }

    /// Where `runc` says something that `own` does not, or says otherwise.
    private func differences(_ runc: JSONValue, _ own: JSONValue?, at place: String) -> [String] {
        switch (runc, own) {
        case (.object(let members), _):
            return members.members.filter { !Self.changed.contains($0.key) }.flatMap { member in
                differences(member.value, own?[member.key], at: "\(place).\(member.key)")
            }
        case (.array(let elements), .array(let others)) where elements.count == others.count:
            return zip(elements, others).flatMap { differences($0, $1, at: place) }
        default:
            let saysNothing = [.null, 0, "", false, nil].contains(runc)
            return runc == own || own == nil && saysNothing || own == .null && saysNothing ? [] : ["\(place): \(runc)"]
        }
    }

    @Test("keeps members that are not understood")
    func others() throws {
        var object = try #require(fullState().json.object)
        object["later"] = 5

        let state = try ContainerState(json: .object(object))

        #expect(state.json["later"] == 5)
    }

    @Test(
        "is refused without what every one has",
        arguments: [
            ("[]", ""), ("{}", "id"), (#"{"id":"a"}"#, "created"), (#"{"id":"a","created":"now"}"#, "created"),
            (#"{"id":"a","created":"2026-01-01T00:00:00Z"}"#, "config.rootfs"),
            (#"{"id":"a","created":"2026-01-01T00:00:00Z","config":{"rootfs":1}}"#, "config.rootfs"),
        ])
    func malformed(text: String, field: String) throws {
        let json = try JSONValue(parsing: text)

        #expect(throws: LibcontainerError.malformedState(path: "state.json", field: field)) {
            try ContainerState(json: json)
        }
    }

    @Test("is put in place as a whole, for root alone")
    func saving() throws {
        let folder = try TemporaryDirectory("state")
        let state = try fullState()

        try state.save(to: folder.path)
        var changed = state
        changed.initStartTime += 1
        try changed.save(to: folder.path)

        let read = try ContainerState.load(from: folder.path)
        #expect(read.initStartTime == state.initStartTime + 1)
        #expect(try Files.entries(of: folder.path) == ["state.json"])
        #expect(try FileStatus.of(folder.path.appending("state.json")).mode.rawValue == 0o600)
    }

    @Test("that is not there means that the container is not")
    func missing() throws {
        let folder = try TemporaryDirectory("state")

        let error = #expect(throws: LibcontainerError.self) { try ContainerState.load(from: folder.path) }

        #expect(error?.description == "container does not exist")
    }

    @Test("that is cut off is an error that names it")
    func truncated() throws {
        let folder = try TemporaryDirectory("state")
        let path = folder.path.appending("state.json")
        try Files.write(Array(#"{"id":"a""#.utf8), to: path, mode: FilePermissions(rawValue: 0o600), durably: false)

        #expect(throws: LibcontainerError.notJSON(path: path.string, .truncated)) {
            try ContainerState.load(from: folder.path)
        }
    }
}
