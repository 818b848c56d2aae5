import Cgroups
import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Clones and namespaces of a static program with one thread")
struct NamespaceSystemTests {
    @Test("a clone goes on in Swift, as the first process of namespaces of its own")
    func clones() throws {
        let run = try ProbeRun("clone")

        #expect(run["child-pid"] == "1")
        #expect(run["child-parent"] == "0")
        #expect(run["child-host"] == "inside")
        #expect(run["child-strings"] == "50000")
        #expect(run["end"] == "0")
        #expect(run["host-changed"] == "false")
    }

    @Test("a clone makes clones itself, and the C library knows which thread it is")
    func clonesAgain() throws {
        let run = try ProbeRun("clone")

        #expect(run["grandchild-strings"] == "0")
        #expect(run["plain"] == "0")
        #expect(run["raised"] == "\(128 + SIGTERM)")
    }

    @Test("a clone begins in a version 2 cgroup, and a folder that is none is told from other errors")
    func beginsInCgroup() throws {
        guard let layout = try CgroupSandbox.unifiedLayout() else {
            print("skipped: the host has no version 2 hierarchy")
            return
        }
        try CgroupSandbox.use(layout) { sandbox in
            let folder = try #require(sandbox.tree.paths.first)

            let run = try ProbeRun("clone-cgroup", folder.string)

            #expect(run["cgroup"].hasSuffix("\(sandbox.tree.path)"))
            #expect(run["no-cgroup-is-refusal"] == "true")
        }
    }

    @Test("a sibling is a child of the parent")
    func siblings() throws {
        let run = try ProbeRun("sibling")

        #expect(run["is-sibling"] == "true")
        #expect(run["reaped"] == "true")
    }

    @Test("several namespaces of a process are entered by its pidfd, and files of other kinds are refused")
    func enters() throws {
        let run = try ProbeRun("enter")

        #expect(run["kind"] == "uts")
        #expect(run["other-kind"].hasSuffix("it is a uts namespace instead of a ipc namespace"))
        #expect(run["no-namespace"] == "/dev/null: it is no namespace instead of a ipc namespace")
        #expect(run["wrong-enter"] == "\(EINVAL)")
        #expect(run["host"] == "there")
        #expect(run["ipc-changed"] == "true")
    }

    @Test("the first process of a user namespace is its root once ids are mapped, and no other than they say")
    func users() throws {
        let run = try ProbeRun("user")

        #expect(run["uid"] == "0")
        #expect(run["map"] == #"["0", "100000", "1000"]"#)
        #expect(run["unmapped"] == "\(EINVAL)")
        #expect(run["all"] == "true")
        #expect(run["end"] == "0")
    }

    @Test("clocks of a time namespace are set until somebody is in it")
    func clocks() throws {
        let run = try ProbeRun("time")

        #expect(run["monotonic"] == "true")
        #expect(run["boottime"] == "true")
        #expect(run["too-late"] == "\(EACCES)")
    }
}
