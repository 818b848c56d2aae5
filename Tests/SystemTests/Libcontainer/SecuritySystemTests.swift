import Linux
import SystemPackage
import Testing

@Suite("Users, capabilities and labels of a container's process")
struct SecuritySystemTests {
    private func run(_ process: String, linux: String = "{}", _ words: String...) throws -> ProbeRun {
        let document = #"{"process":\#(process),"linux":\#(linux)}"#
        return try ProbeRun(program: "SecurityProbe", ["apply", document] + words)
    }

    private static let chown = "0000000000000001"
    private static let kill = "0000000000000020"
    private static let both = "0000000000000021"
    private static let none = "0000000000000000"

    @Test("the five sets of another user are as they were asked for, and the ambient one is left after an exec")
    func capabilities() throws {
        let process = """
            {"user":{"uid":1000,"gid":1001,"additionalGids":[7,8]},"noNewPrivileges":false,"capabilities":{
            "bounding":["CAP_CHOWN","CAP_KILL"],"permitted":["CAP_CHOWN","CAP_KILL"],"effective":["CAP_CHOWN"],
            "inheritable":["CAP_KILL"],"ambient":["CAP_KILL"]}}
            """

        let before = try run(process, "status")
        let after = try run(process, "exec")

        #expect(before["CapBnd"] == Self.both)
        #expect(before["CapPrm"] == Self.both)
        #expect(before["CapEff"] == Self.chown)
        #expect(before["CapInh"] == Self.kill)
        #expect(before["CapAmb"] == Self.kill)
        #expect(before["Uid"] == "1000\t1000\t1000\t1000")
        #expect(before["Gid"] == "1001\t1001\t1001\t1001")
        #expect(before["Groups"] == "7 8 ")
        #expect(before["NoNewPrivs"] == "0")
        for line in [
            "CapPrm:\t\(Self.kill)", "CapEff:\t\(Self.kill)", "CapAmb:\t\(Self.kill)", "CapBnd:\t\(Self.both)",
        ] {
            #expect(after.lines.contains(line))
        }
    }

    @Test("root has after an exec what the bounding set says, unless it may gain nothing", arguments: [true, false])
    func root(noNewPrivileges: Bool) throws {
        let capabilities = #"{"bounding":["CAP_KILL"],"permitted":[],"effective":[]}"#
        let process = #"{"user":{},"noNewPrivileges":\#(noNewPrivileges),"capabilities":\#(capabilities)}"#

        let run = try run(process, "exec")

        #expect(run.lines.contains("CapEff:\t\(noNewPrivileges ? Self.none : Self.kill)"))
        #expect(run.lines.contains("CapBnd:\t\(Self.kill)"))
        #expect(run.lines.contains("NoNewPrivs:\t\(noNewPrivileges ? 1 : 0)"))
    }

    @Test("without any sets all capabilities go")
    func noSets() throws {
        let run = try run(#"{"capabilities":null}"#, "status")

        #expect(
            ["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"].map { run[$0] } == Array(repeating: Self.none, count: 5))
    }

    @Test("what does not exist is left out, with one warning")
    func unknown() throws {
        let process = """
            {"capabilities":{"bounding":["CAP_KILL","CAP_Z","cap_chown"],"permitted":["CAP_KILL","CAP_A"],
            "effective":["CAP_KILL"],"ambient":["CAP_KILL"]}}
            """

        let run = try run(process, "status")

        let ignored = "ignoring unknown or unavailable capabilities: [CAP_A CAP_Z cap_chown]"
        let notRaised = "can't raise ambient capability CAP_KILL: operation not permitted"
        #expect(run.lines.filter { $0.hasPrefix("warning=") } == ["warning=\(ignored)", "warning=\(notRaised)"])
        #expect(run["CapBnd"] == Self.kill)
        #expect(run["CapPrm"] == Self.kill)
        #expect(run["CapAmb"] == Self.none)
    }

    @Test("what the host does not have is left out too, but not in a user namespace, which has all")
    func unavailable() throws {
        let all = CapabilitySet(through: try Capability.last())
        let missing = all.subtracting(ProcessCapabilities.bounding(last: try Capability.last()))
        guard let name = missing.names.first else { return print("skipped: the host has every capability") }
        let process = #"{"capabilities":{"bounding":["\#(name)"],"permitted":["\#(name)"],"effective":["\#(name)"]}}"#
        let mappings = #"[{"containerID":0,"hostID":0,"size":65536}]"#
        let namespace =
            #"{"uidMappings":\#(mappings),"gidMappings":\#(mappings),"namespaces":[{"type":"mount"},{"type":"user"}]}"#

        let outside = try run(process, "status")
        let inside = try run(process, linux: namespace, "status")

        #expect(outside["warning"] == "ignoring unknown or unavailable capabilities: [\(name)]")
        #expect(outside["CapEff"] == Self.none)
        #expect(inside["warning"] == "")
        #expect(inside["CapEff"] != Self.none && inside["CapEff"] == inside["CapBnd"])
    }

    @Test("a user namespace that denies other groups is no reason to fail")
    func deniedGroups() throws {
        let mappings = #"[{"containerID":0,"hostID":0,"size":65536}]"#
        let namespace =
            #"{"uidMappings":\#(mappings),"gidMappings":\#(mappings),"namespaces":[{"type":"mount"},{"type":"user"}]}"#

        let run = try run(#"{"user":{"uid":5,"gid":6,"additionalGids":[7]}}"#, linux: namespace, "status")

        #expect(run["Uid"] == "5\t5\t5\t5")
        #expect(run["Gid"] == "6\t6\t6\t6")
        #expect(run["end"] == "0")
    }

    /// The kernel of the tests has no AppArmor and no SELinux: its own refusal shows that it was asked, and not the
    /// file that an enemy put there.
    @Test(
        "a profile and a label go to the kernel, whatever is mounted over the file for them",
        arguments: [
            ("web", "", "apparmor failed to apply profile web: Invalid argument"),
            ("", "system_u", "can't set process label system_u: Invalid argument"),
        ])
    func labels(profile: String, label: String, refusal: String) throws {
        guard try !AppArmor.isEnabled(), !Files.exists("/sys/fs/selinux/enforce") else {
            return print("skipped: the kernel has AppArmor or SELinux, and might take it")
        }
        try ProbeFolder.with { folder in
            let enabled = folder.appending("enabled")
            try Files.write([UInt8]("Y\n".utf8), to: enabled, mode: .ownerReadWrite, durably: false)

            let run = try ProbeRun(program: "SecurityProbe", ["label", profile, label, enabled.string])

            #expect(run["refused"] == refusal)
            #expect(run["decoy"] == "0")
        }
    }
}
