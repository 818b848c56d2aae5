import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Programs, descriptors and signals of a program with one thread")
struct ProgramSystemTests {
    @Test("the own program takes a form that cannot be written to", arguments: ["mount", "copy"])
    func protects(_ form: String) throws {
        let run = try ProbeRun("protect", form)

        #expect(run["before"] == "false")
        #expect(run["after"] == "true")
        #expect(run["is-readable"] == "true")
        #expect(run["writable"] == "false")
    }

    // CVE-2019-5736. A mount refuses the opening, a sealed copy the writing; without protection the attack succeeds.
    @Test(
        "who steals the program of a process cannot write to it, running or ended",
        arguments: [("mount", "\(EROFS)"), ("copy", "\(EPERM)"), ("none", "none")])
    func resists(_ form: String, outcome: String) throws {
        let victim = FilePath("/tmp/guardian-victim-\(RandomUUID.make())")
        let program = try BuiltPrograms.path(of: "SystemCallProbe")
        try Files.copy(program, to: victim, mode: FilePermissions(rawValue: 0o755), limit: 256 << 20)
        defer { unlink(victim.string) }

        let run = try ProbeRun("attack", victim.string, form)

        #expect(run["running-write"] == "\(ETXTBSY)")
        #expect(run["running-write-again"] == "\(ETXTBSY)")
        #expect(run["ended-write"] == outcome)
        #expect(run["ended-change"] == "\(EINVAL)")
        #expect(run["ended-remount"] == "\(EINVAL)")
        #expect(run["ended-write-again"] == outcome)
    }

    @Test("descriptors are closed now, or by the next exec, from a number on")
    func descriptors() throws {
        let run = try ProbeRun("descriptors")

        #expect(run["hard"] == "false,true,false,false")
        #expect(run["soft"] == "true,true")
        #expect(run["missing"] == "\(ENOENT)")
        #expect(run["open"] == "5")
        #expect(run["value"] == "b")
    }

    @Test("signals are values, and default ones again for the next program")
    func signals() throws {
        let run = try ProbeRun("signals")

        #expect(run["none"] == "true")
        #expect(run["ready"] == "true")
        #expect(run["taken"] == "[\(SIGUSR1), \(SIGTERM)]")
        #expect(run["sender"] == "true")
        #expect(run["child"] == "true")
        #expect(run["empty"] == "true")
        #expect(run["blocked"] == "true,false")
        #expect(run["ignored"] == "0000000000000000")
        #expect(run["caught"] == "0000000000000000")
    }

    @Test("a named pipe holds its writer up until somebody reads")
    func pipe() throws {
        try ProbeRun.inFolder("pipe") { run in
            #expect(run["pipe"] == "622 55 66")
            #expect(run["again"] == "\(EEXIST)")
            #expect(run["waits"] == "true")
            #expect(run["read"] == "[48]")
            #expect(run["end"] == "0")
            #expect(run["place"] == "true")
        }
    }
}
