import Glibc
import Linux
import SystemPackage
import Testing

/// A child of one thread is put under a profile as a container's process is, and makes system calls.
@Suite("System calls under a profile of a container")
struct SeccompSystemTests {
    /// What SecurityProbe says of a child under a profile with this default and these rules, JSON.
    private func run(
        _ rules: String, byDefault: String = #""SCMP_ACT_ALLOW""#, others: String = "", _ words: String...
    ) throws -> ProbeRun {
        let profile = #"{"defaultAction":\#(byDefault),\#(others)"syscalls":[\#(rules)]}"#
        return try ProbeRun(program: "SecurityProbe", ["apply", #"{"linux":{"seccomp":\#(profile)}}"#] + words)
    }

    @Test(
        "fail with the error number that is given, or EPERM",
        arguments: [("", EPERM), (#","errnoRet":77"#, 77), (#","errnoRet":4094"#, 4094)])
    func error(number: String, expected: Int32) throws {
        let run = try run(#"{"names":["getpgid"],"action":"SCMP_ACT_ERRNO"\#(number)}"#, "call=getpgid", "other=getuid")

        #expect(run["call"] == "\(expected)")
        #expect(run["other"] == "ok")
        #expect(run["end"] == "0")
    }

    @Test("fail with the default's error number unless a rule allows them")
    func errorByDefault() throws {
        // The runtime's own calls have to be allowed; lseek is what a rule refuses in another way.
        let allowed =
            #""write","exit_group","exit","rt_sigreturn","getuid","setgroups","setresgid","setresuid","prctl""#
        let more = #","capset","seccomp","mmap","munmap","brk","futex","madvise""#
        let run = try run(
            #"{"names":[\#(allowed)\#(more)],"action":"SCMP_ACT_ALLOW"},"#
                + #"{"names":["lseek"],"action":"SCMP_ACT_ERRNO","errnoRet":9}"#,
            byDefault: #""SCMP_ACT_ERRNO","defaultErrnoRet":71"#, "allowed=getuid", "other=getpgid", "named=lseek")

        #expect(run["allowed"] == "ok")
        #expect(run["other"] == "71")
        #expect(run["named"] == "9")
    }

    @Test(
        "end the process",
        arguments: ["SCMP_ACT_KILL", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_KILL_PROCESS"])
    func kill(action: String) throws {
        let run = try run(#"{"names":["getpgid"],"action":"\#(action)"}"#, "call=getpgid")

        #expect(run["end"] == "signal 31")
        #expect(run["call"] == "")
    }

    @Test(
        "end a thread only, or all of them",
        arguments: [("SCMP_ACT_KILL", "0"), ("SCMP_ACT_KILL_THREAD", "0"), ("SCMP_ACT_KILL_PROCESS", "signal 31")])
    func killThread(action: String, end: String) throws {
        let run = try run(#"{"names":["getpgid"],"action":"\#(action)"}"#, "thread=getpgid")

        #expect(run["end"] == end)
        #expect(run["thread"] == (end == "0" ? "0" : ""))
    }

    @Test("raise SIGSYS with their number")
    func trap() throws {
        let run = try run(#"{"names":["getpgid"],"action":"SCMP_ACT_TRAP"}"#, "trap=getpgid")

        #expect(run["trapped"] == "true")
    }

    @Test("are made, and logged")
    func log() throws {
        let run = try run(#"{"names":["getpgid"],"action":"SCMP_ACT_LOG"}"#, "call=getpgid")

        #expect(run["call"] == "ok")
    }

    @Test("without a tracer do not exist")
    func traceAlone() throws {
        let run = try run(#"{"names":["getpgid"],"action":"SCMP_ACT_TRACE"}"#, "call=getpgid")

        #expect(run["call"] == "\(ENOSYS)")
    }

    @Test(
        "stop for a tracer, which is told the number that is given, or EPERM",
        arguments: [("", 1), (#","errnoRet":42"#, 42)])
    func trace(number: String, expected: Int) throws {
        let rule = #"{"names":["getpgid"],"action":"SCMP_ACT_TRACE"\#(number)}"#
        let document = #"{"linux":{"seccomp":{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[\#(rule)]}}}"#

        let run = try ProbeRun(program: "SecurityProbe", ["trace", document, "getpgid"])

        #expect(run["seized"] == "0")
        #expect(run["number"] == "\(expected)")
    }

    /// Values of an argument of 64 bits, and whether the comparison with 0x1_0000_0005 holds.
    @Test(
        "are compared by an argument of 64 bits",
        arguments: [
            ("NE", [true, true, false, true, true]), ("LT", [true, true, false, false, false]),
            ("LE", [true, true, true, false, false]), ("EQ", [false, false, true, false, false]),
            ("GE", [false, false, true, true, true]), ("GT", [false, false, false, true, true]),
        ])
    func comparison(name: String, holds: [Bool]) throws {
        let values: [UInt64] = [5, 0x1_0000_0004, 0x1_0000_0005, 0x1_0000_0006, 0x2_0000_0000]
        let condition = #"{"index":1,"value":4294967301,"op":"SCMP_CMP_\#(name)"}"#
        let rule = #"{"names":["lseek"],"action":"SCMP_ACT_ERRNO","errnoRet":77,"args":[\#(condition)]}"#
        let document = #"{"linux":{"seccomp":{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[\#(rule)]}}}"#

        let words = values.map { "v\($0)=lseek,-1,\($0)" }
        let run = try ProbeRun(program: "SecurityProbe", ["apply", document] + words)

        // There is no such descriptor: that is what the kernel says when the filter lets the call through.
        #expect(values.map { run["v\($0)"] } == holds.map { $0 ? "77" : "\(EBADF)" })
    }

    @Test("are compared by some bits of an argument")
    func maskedComparison() throws {
        let run = try run(
            #"{"names":["lseek"],"action":"SCMP_ACT_ERRNO","errnoRet":77,"#
                + #""args":[{"index":1,"value":240,"valueTwo":32,"op":"SCMP_CMP_MASKED_EQ"}]}"#,
            "a=lseek,-1,32", "b=lseek,-1,47", "c=lseek,-1,4128", "d=lseek,-1,48", "e=lseek,-1,0")

        #expect(["a", "b", "c", "d", "e"].map { run[$0] } == ["77", "77", "77", "\(EBADF)", "\(EBADF)"])
    }

    @Test("have to meet the conditions of all arguments, but one of those on the same argument")
    func conditions() throws {
        let run = try run(
            #"{"names":["lseek"],"action":"SCMP_ACT_ERRNO","errnoRet":77,"#
                + #""args":[{"index":1,"value":1,"op":"SCMP_CMP_EQ"},{"index":2,"value":2,"op":"SCMP_CMP_EQ"}]},"#
                + #"{"names":["umask"],"action":"SCMP_ACT_ERRNO","errnoRet":78,"#
                + #""args":[{"index":0,"value":1,"op":"SCMP_CMP_EQ"},{"index":0,"value":2,"op":"SCMP_CMP_EQ"}]}"#,
            "both=lseek,-1,1,2", "one=lseek,-1,1,3", "first=umask,1", "second=umask,2", "neither=umask,3")

        #expect(run["both"] == "77")
        #expect(run["one"] == "\(EBADF)")
        #expect(["first", "second", "neither"].map { run[$0] } == ["78", "78", "ok"])
    }

    @Test("that the library does not know are no reason to fail, and one that repeats the default is none either")
    func unknownNames() throws {
        let run = try run(
            #"{"names":["no_such_call","getpgid"],"action":"SCMP_ACT_ERRNO"},"#
                + #"{"names":["getuid"],"action":"SCMP_ACT_ALLOW"}"#, "call=getpgid")

        #expect(run["call"] == "\(EPERM)")
    }

    @Test("that are newer than all that are named do not exist, while older ones are refused")
    func unknownCalls() throws {
        // By number: of x86_64 and arm64, where statx is older than the newest that is named.
        let allowed = #""write","exit_group","exit","setgroups","setresgid","setresuid","prctl","capset","seccomp""#
        let more = #","mmap","munmap","brk","futex","madvise","openat2""#
        let run = try run(
            #"{"names":[\#(allowed)\#(more)],"action":"SCMP_ACT_ALLOW"}"#, byDefault: #""SCMP_ACT_ERRNO""#,
            "newest=openat2,-1", "newer=438,-1", "far=9999", "older=statx,-1")

        #expect(run["newest"] == "\(EFAULT)" || run["newest"] == "\(EINVAL)")
        #expect(run["newer"] == "\(ENOSYS)")
        #expect(run["far"] == "\(ENOSYS)")
        #expect(run["older"] == "\(EPERM)")
    }

    @Test("are put under a filter by root too when new privileges are not renounced")
    func privileged() throws {
        let profile =
            #"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["getpgid"],"action":"SCMP_ACT_ERRNO"}]}"#
        let process = #"{"noNewPrivileges":false,"user":{"uid":1000,"gid":1000},"capabilities":{}}"#

        let run = try ProbeRun(
            program: "SecurityProbe",
            ["apply", #"{"process":\#(process),"linux":{"seccomp":\#(profile)}}"#, "call=getpgid", "status"])

        #expect(run["call"] == "\(EPERM)")
        #expect(run["NoNewPrivs"] == "0")
        #expect(run["Seccomp"] == "2")
        #expect(run["CapEff"] == "0000000000000000")
    }

    @Test("get the flags that the profile has, or the default one")
    func flags() throws {
        let rule = #"{"names":["getpgid"],"action":"SCMP_ACT_ERRNO"}"#
        let all = ["TSYNC", "LOG", "SPEC_ALLOW", "WAIT_KILLABLE_RECV"].map { "\"SECCOMP_FILTER_FLAG_\($0)\"" }

        let given = try run(rule, others: #""flags":[\#(all.joined(separator: ","))],"#, "call=getpgid", "status")
        let none = try run(rule, others: #""flags":[],"#, "call=getpgid", "status")

        #expect(given["call"] == "\(EPERM)")
        #expect(none["call"] == "\(EPERM)")
        #expect(given["Seccomp_filters"] == "1")
    }

    @Test("are answered by whoever listens", arguments: [true, false])
    func listener(noNewPrivileges: Bool) throws {
        try ProbeFolder.with { folder in
            let profile =
                #"{"defaultAction":"SCMP_ACT_ALLOW","listenerPath":"\#(folder)/agent","listenerMetadata":"for you","#
                + #""flags":["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV","SECCOMP_FILTER_FLAG_TSYNC"],"#
                + #""syscalls":[{"names":["getpgid"],"action":"SCMP_ACT_NOTIFY"}]}"#
            let process = #"{"noNewPrivileges":\#(noNewPrivileges)}"#

            let run = try ProbeRun(
                program: "SecurityProbe", ["notify", #"{"process":\#(process),"linux":{"seccomp":\#(profile)}}"#])

            #expect(run["has-listener"] == "true")
            #expect(run["when"] == (noNewPrivileges ? "late" : "early"))
            #expect(run["fds"] == #"["seccompFd"]"#)
            #expect(run["pid"] == "true")
            #expect(run["metadata"] == #""for you""#)
            #expect(run["state"] == #"{"id":"probe","status":"creating"}"#)
            #expect(run["version"] == #""1.3.0""#)
            #expect(run["asked"] == "true")
            #expect(run["answer"] == "99")
        }
    }
}

/// A folder that is gone afterwards.
enum ProbeFolder {
    static func with(_ body: (FilePath) throws -> Void) throws {
        let folder = FilePath("/tmp/guardian-probe-\(RandomUUID.make())")
        try Files.makeDirectory(folder, mode: .ownerReadWriteExecute)
        defer {
            do {
                try Files.removeTree(folder)
            } catch {
                Issue.record("cannot remove \(folder): \(error)")
            }
        }
        try body(folder)
    }
}
