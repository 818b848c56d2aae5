import Garden
import Linux
import OCI
import Testing

@testable import RunDMC

@Suite("Preparing a process")
struct ProcessPreparationTests {
    private let root = ResolvedUser(uid: 0, gid: 0, home: "/root")
    private let alice = ResolvedUser(uid: 1000, gid: 1000, additionalGroups: [2000], home: "/home/alice")

    private var bundle: RuntimeSpec {
        var bundle = RuntimeSpec()
        bundle.process.environment = ["COLOR=blue", "SIZE=1"]
        bundle.process.capabilities = OCICapabilities(
            bounding: ["CAP_CHOWN", "CAP_SYS_ADMIN", "CAP_SYS_TIME"], effective: ["CAP_CHOWN"],
            permitted: ["CAP_CHOWN"])
        bundle.process.noNewPrivileges = true
        bundle.process.apparmorProfile = "garden"
        bundle.process.oomScoreAdjustment = 0
        return bundle
    }

    private func process(_ spec: ProcessSpec, as user: ResolvedUser) -> OCIProcess {
        ProcessPreparation(bundle: bundle, user: user).process(for: spec, workingDirectory: "/work")
    }

    @Test("puts the program in front of its arguments, in the directory found, as the user found")
    func command() {
        let process = process(ProcessSpec(path: "ls", arguments: ["-l", ""]), as: alice)

        #expect(process.arguments == ["ls", "-l", ""])
        #expect(process.workingDirectory == "/work")
        #expect(process.user == OCIUser(uid: 1000, gid: 1000, additionalGroups: [2000]))
        #expect(process.noNewPrivileges)
        #expect(process.apparmorProfile == "garden")
        #expect(process.oomScoreAdjustment == 0)
    }

    @Test("adds the process's variables to the container's; the last value of a name counts, once")
    func environment() {
        var spec = ProcessSpec(path: "env")
        spec.environment = ["SIZE=2", "MORE=x=y", "SIZE=3"]

        let environment = process(spec, as: root).environment

        #expect(environment.prefix(3) == ["COLOR=blue", "SIZE=3", "MORE=x=y"])
    }

    @Test("adds PATH, USER and HOME where they are not given")
    func defaults() {
        var named = ProcessSpec(path: "env")
        named.user = "alice"
        var given = ProcessSpec(path: "env")
        given.environment = ["PATH=/p", "USER=u", "HOME=/h"]

        #expect(
            process(ProcessSpec(path: "env"), as: root).environment.suffix(3) == [
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "USER=root", "HOME=/root",
            ])
        #expect(
            process(named, as: alice).environment.suffix(3) == [
                "PATH=/usr/local/bin:/usr/bin:/bin", "USER=alice", "HOME=/home/alice",
            ])
        #expect(process(given, as: root).environment.suffix(3) == ["PATH=/p", "USER=u", "HOME=/h"])
    }

    @Test("gives root the container's capabilities and others none in force, also in group 0")
    func capabilities() {
        let inGroupZero = ResolvedUser(uid: 1000, gid: 0)

        #expect(process(ProcessSpec(path: "x"), as: root).capabilities == bundle.process.capabilities)
        for user in [alice, inGroupZero] {
            let capabilities = process(ProcessSpec(path: "x"), as: user).capabilities
            #expect(capabilities == OCICapabilities(bounding: ["CAP_CHOWN", "CAP_SYS_ADMIN"]))
        }
    }

    @Test("sets every resource limit that is asked for, soft and hard alike, zero too")
    func resourceLimits() {
        var spec = ProcessSpec(path: "x")
        for resource in ResourceLimits.Resource.allCases { spec.resourceLimits[resource] = 0 }
        spec.resourceLimits[.nofile] = 512

        let limits = process(spec, as: root).resourceLimits

        #expect(limits.count == 15)
        #expect(limits.contains(OCIResourceLimit(type: "RLIMIT_NOFILE", soft: 512, hard: 512)))
        #expect(limits.contains(OCIResourceLimit(type: "RLIMIT_AS", soft: 0, hard: 0)))
    }

    @Test(
        "starts where the client says, else at home",
        arguments: [
            ("", "/root", "/root"), ("/tmp", "/root", "/tmp"), ("sub", "/root", "/root/sub"), ("sub", "/", "/sub"),
            ("", "", "/"), ("", "relative", "/"),
        ])
    func workingDirectory(requested: String, home: String, expected: String) {
        #expect(ProcessPreparation.workingDirectory(requested, home: home) == expected)
    }
}
