import JSON
import OCI
import Testing

@Suite("A runtime specification")
struct RuntimeSpecTests {
    @Test("is read into typed values")
    func reading() throws {
        let spec = try RuntimeSpec(json: JSONValue(parsing: ExampleSpec.text))

        #expect(spec.version == "1.1.0")
        #expect(spec.process.arguments == ["/tmp/garden-init"])
        #expect(spec.process.user.uid == 1000)
        #expect(spec.process.user.additionalGroups == [5, 6])
        #expect(spec.process.capabilities?.bounding == ["CAP_CHOWN"])
        #expect(spec.process.resourceLimits.map(\.type) == ["RLIMIT_NOFILE"])
        #expect(spec.process.resourceLimits.map(\.hard) == [.max])
        #expect(spec.process.noNewPrivileges)
        #expect(spec.rootPath == "/rootfs")
        #expect(spec.isRootReadOnly)
        #expect(spec.hostname == "web-1")
        #expect(spec.mounts.map(\.destination) == ["/proc", "/data"])
        #expect(spec.annotations == ["a": "b"])
        #expect(spec.linux.namespaces.map(\.kind) == [.pid, .network])
        #expect(spec.linux.namespaces.map(\.path) == [nil, "/proc/1/ns/net"])
        #expect(spec.linux.userMappings.map(\.hostID) == [4_294_967_294])
        #expect(spec.linux.groupMappings == [OCIIDMapping(containerID: 0, hostID: 4_294_967_294, size: 1)])
        #expect(spec.linux.devices.map(\.fileMode) == [0o666])
        #expect(spec.linux.cgroupsPath == "/guardian/containers/web-1")
        #expect(spec.linux.maskedPaths == ["/proc/kcore"])
        #expect(spec.linux.readOnlyPaths == ["/proc/sys"])
        #expect(spec.linux.rootFSPropagation == "private")
        #expect(spec.linux.sysctl == ["net.ipv4.tcp_retries1": "3"])
    }

    @Test("has its limits where the specification nests them")
    func resources() throws {
        let resources = try RuntimeSpec(json: JSONValue(parsing: ExampleSpec.text)).linux.resources

        #expect(resources.devices.first == OCIDeviceRule(allow: false, access: "rwm"))
        #expect(resources.devices.last?.major == 136)
        #expect(resources.devices.last?.minor == nil)
        #expect(resources.memory.limit == 9_223_372_036_854_775_807)
        #expect(resources.memory.swap == -1)
        #expect(resources.cpu.shares == 18_446_744_073_709_551_615)
        #expect(resources.cpu.quota == 1000)
        #expect(resources.cpu.period == 100_000)
        #expect(resources.pidsLimit == 7)
        #expect(resources.blockIO.weight == 10)
        #expect(resources.unified == ["cpu.weight": "100"])
    }

    @Test("has conditions and error numbers in its rules for system calls")
    func seccomp() throws {
        let seccomp = try #require(try RuntimeSpec(json: JSONValue(parsing: ExampleSpec.text)).linux.seccomp)

        #expect(seccomp.defaultAction == .error)
        #expect(seccomp.defaultErrorNumber == 38)
        #expect(seccomp.rules.map(\.action) == [.allow, .killProcess])
        #expect(
            seccomp.rules.first?.arguments == [
                OCISeccomp.Condition(index: 0, value: 2_114_060_288, valueTwo: 0, comparison: "SCMP_CMP_MASKED_EQ")
            ])
        #expect(seccomp.rules.last?.errorNumber == 1)
    }

    @Test("is the same after it was read and written, with all that is not understood here")
    func roundTrip() throws {
        let json = try JSONValue(parsing: ExampleSpec.text)

        #expect(try RuntimeSpec(json: json).json == json)
    }

    @Test("has what else a process can say")
    func process() throws {
        let process = try RuntimeSpec(json: JSONValue(parsing: ExampleSpec.text)).process

        #expect(process.consoleSize == OCIConsoleSize(height: 24, width: 80))
        #expect(process.user.umask == 18)
        #expect(process.scheduler?.policy == "SCHED_DEADLINE")
        #expect(process.scheduler?.nice == -5)
        #expect(process.scheduler?.period == .max)
        #expect(process.selinuxLabel == "a:b:c")
        #expect(process.ioPriority?.ioClass == "IOPRIO_CLASS_BE")
        #expect(process.ioPriority?.priority == 4)
        #expect(process.cpuAffinity?.initial == "0-3")
        #expect(process.cpuAffinity?.final == "1")
    }

    @Test("has hooks for every moment")
    func hooks() throws {
        let hooks = try RuntimeSpec(json: JSONValue(parsing: ExampleSpec.text)).hooks

        #expect(OCIHooks.Moment.allCases.map { hooks[$0].count } == [1, 1, 2, 1, 1, 1])
        #expect(hooks[.prestart].first?.arguments == ["hook"])
        #expect(hooks[.prestart].first?.environment == ["A=b"])
        #expect(hooks[.prestart].first?.timeout == 3)
        #expect(hooks[.createContainer].map(\.path) == ["/2", "/3"])
    }

    @Test("has what else Linux has")
    func linux() throws {
        let spec = try RuntimeSpec(json: JSONValue(parsing: ExampleSpec.text))

        #expect(spec.domainname == "example")
        #expect(spec.mounts[1].groupMappings == [OCIIDMapping(containerID: 0, hostID: 3, size: 4)])
        #expect(spec.linux.devices.map(\.uid) == [0])
        #expect(spec.linux.seccomp?.flags == ["SECCOMP_FILTER_FLAG_LOG"])
        #expect(spec.linux.seccomp?.listenerPath == "/run/agent.sock")
        #expect(spec.linux.mountLabel == "a:b:c")
        #expect(spec.linux.intelRDT?.schemata == ["L3:0=f"])
        #expect(spec.linux.intelRDT?.isMonitored == true)
        #expect(spec.linux.memoryPolicy?.nodes == "0-1")
        #expect(spec.linux.personality?.domain == "LINUX32")
        #expect(spec.linux.timeOffsets["monotonic"]?.seconds == -5)
        #expect(spec.linux.netDevices["eth1"]?.name == "data0")
        #expect(spec.linux.netDevices["eth2"]?.name == nil)
    }

    @Test("counts the last of members with one name, and writes that one")
    func twice() throws {
        let spec = try RuntimeSpec(json: JSONValue(parsing: #"{"ociVersion":"1","ociVersion":"2","x":1}"#))

        #expect(spec.version == "2")
        #expect(spec.json == ["ociVersion": "2", "x": 1])
    }

    @Test("needs no more than a version")
    func minimal() throws {
        let spec = try RuntimeSpec(json: ["ociVersion": "1.0.0", "hostname": nil])

        #expect(spec.rootPath.isEmpty)
        #expect(spec.hostname == nil)
        #expect(spec.process.workingDirectory == "/")
        #expect(spec.json["root"] == nil)
        #expect(spec.linux == OCILinux())
    }

    @Test(
        "names the member that is wrong",
        arguments: [
            ("[]", ""), ("{}", "ociVersion"), (#"{"ociVersion":1}"#, "ociVersion"),
            (#"{"ociVersion":"1","process":[]}"#, "process"),
            (#"{"ociVersion":"1","process":{"user":{"uid":-1}}}"#, "process.user.uid"),
            (#"{"ociVersion":"1","root":{"readonly":true}}"#, "root.path"),
            (#"{"ociVersion":"1","mounts":[{"type":"proc"}]}"#, "mounts.destination"),
            (#"{"ociVersion":"1","linux":{"namespaces":[{"type":"moon"}]}}"#, "linux.namespaces.type"),
            (#"{"ociVersion":"1","linux":{"resources":{"memory":{"limit":"1"}}}}"#, "linux.resources.memory.limit"),
            (#"{"ociVersion":"1","linux":{"resources":{"cpu":{"shares":-1}}}}"#, "linux.resources.cpu.shares"),
            (#"{"ociVersion":"1","linux":{"sysctl":{"a":1}}}"#, "linux.sysctl.a"),
            (#"{"ociVersion":"1","linux":{"timeOffsets":{"a":{"secs":""}}}}"#, "linux.timeOffsets.a.secs"),
            (#"{"ociVersion":"1","linux":{"netDevices":{"a":1}}}"#, "linux.netDevices.a"),
            (#"{"ociVersion":"1","hooks":{"poststop":[{"args":[]}]}}"#, "hooks.poststop.path"),
            (#"{"ociVersion":"1","process":{"scheduler":{}}}"#, "process.scheduler.policy"),
            (#"{"ociVersion":"1","linux":{"seccomp":{"defaultAction":"X"}}}"#, "linux.seccomp.defaultAction"),
        ])
    func malformed(text: String, field: String) throws {
        let json = try JSONValue(parsing: text)

        #expect(throws: OCIError.malformed(field: field)) { try RuntimeSpec(json: json) }
    }
}
