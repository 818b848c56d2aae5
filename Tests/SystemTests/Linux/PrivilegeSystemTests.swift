import Glibc
import Linux
import Testing

@Suite("What a process may do and is like, set by itself")
struct PrivilegeSystemTests {
    @Test("capabilities are exactly those that were asked for, before and after an exec")
    func capabilities() throws {
        let run = try ProbeRun("capabilities")

        #expect(run["bounding"] == "CAP_CHOWN,CAP_KILL,CAP_NET_RAW")
        #expect(run["effective"] == "CAP_CHOWN,CAP_KILL,CAP_NET_RAW")
        #expect(run["inheritable"] == "CAP_KILL")
        #expect(run["ambient"] == "CAP_KILL")
        #expect(run["ambient-refused"] == "set ambient capability CAP_CHOWN: Operation not permitted")
        #expect(run["more"] == "\(EPERM)")
        let kill = "0000000000000020"
        for line in ["CapInh:\t\(kill)", "CapPrm:\t\(kill)", "CapEff:\t\(kill)", "CapAmb:\t\(kill)"] {
            #expect(run.lines.contains(line))
        }
        #expect(run.lines.contains("CapBnd:\t0000000000002021"))
        #expect(run.lines.contains("Uid:\t1000\t1000\t1000\t1000"))
        #expect(run.lines.contains("Gid:\t1000\t1000\t1000\t1000"))
        #expect(run.lines.contains("Groups:\t7 8 "))
    }

    @Test("attributes are as they were set")
    func attributes() throws {
        let run = try ProbeRun("attributes")

        #expect(run["dumpable"] == "false")
        #expect(run["name"] == "a-name-that-is-")
        #expect(run["umask"] == "0027")
        #expect(run["personality"] == "8")
        #expect(run["oom"] == "321")
        #expect(run["no-new-privileges"] == "true")
        #expect(run["secure-bits"] == "0,true")
        #expect(run["limit"] == "99 100")
        #expect(run["limit-of-child"] == "4096")
        #expect(run["child"] == "137")
    }

    @Test("a process with a death signal ends with its parent")
    func deathSignal() throws {
        #expect(try ProbeRun("attributes")["end-of-pipe"] == "0")
    }

    @Test("a session keyring is joined by name, and found again once it may be searched")
    func keyring() throws {
        let run = try ProbeRun("keyring", "_ses.\(RandomUUID.make())")

        #expect(run["allowed"] == "true")
        #expect(run["again"] == "true")
        #expect(run["other"] == "false")
        #expect(run["found"] == "true")
    }

    @Test("scheduling, input and output, processors and memory")
    func scheduling() throws {
        let run = try ProbeRun("scheduling")

        #expect(run["policy"] == "SCHED_BATCH 7,SCHED_IDLE")
        #expect(run["io-before"] == "true")
        #expect(run["io"] == "true")
        #expect(run["io-bad"] == "\(EINVAL)")
        #expect(run["affinity"] == "0")
        #expect(run["nowhere"] == "\(EINVAL)")
        #expect(run["memory"] == "none")
        #expect(run["memory-bad"] == "\(EINVAL)")
    }

    @Test("a filter is loaded without capabilities once new privileges are renounced, and answers")
    func filter() throws {
        try ProbeRun.inFolder("filter") { run in
            #expect(run["not-allowed"] == "\(EACCES)")
            #expect(run["malformed"] == "\(EINVAL)")
            #expect(run["refused"] == "111")
            #expect(run["mode"] == "2")
            #expect(run["actions"] == "8")
            #expect(run["flags"] == "true")
            #expect(run["unknown-flag"] == "false")
            #expect(run["killable"] == "true")
        }
    }

    @Test("a filter's listener is taken from the process that loaded it, and hears of calls")
    func listener() throws {
        try ProbeRun.inFolder("listener") { run in
            #expect(run["no-descriptor"] == "\(EBADF)")
            #expect(run["asked"] == "true")
            #expect(run["unanswered"] == "\(ENOSYS)")
            #expect(run["end"] == "0")
        }
    }
}
