import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Processes that a runtime starts in a container")
struct RuntimesExecTests {
    @Test("end with their own status", arguments: Contender.allCases)
    func statuses(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()

            for (script, status) in [("true", 0), ("exit 42", 42), ("kill -9 $$", 137), ("kill -15 $$", 143)] {
                #expect(try trial("exec", "c", "/bin/sh", "-c", script).status == status)
            }
            #expect(try trial.status() == "running")
        }
    }

    @Test(
        "end with 255 when they never ran", arguments: Contender.allCases,
        [["nosuch"], ["/nosuch"], ["/etc"], ["/etc/passwd"]])
    func missing(contender: Contender, arguments: [String]) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()

            #expect(try trial.call(["exec", "c"] + arguments).status == 255)
            #expect(try trial.call(["exec", "--detach", "c"] + arguments).status == 255)
        }
    }

    @Test("are refused in a container that has stopped", arguments: Contender.allCases)
    func stopped(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()
            try trial.stop()

            #expect(try "\(trial("exec", "c", "/bin/true").status)" == trial.expected(.execInStopped))
        }
    }

    @Test("see what init sees", arguments: Contender.allCases)
    func world(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write {
                $0.hostname = "inside"
                $0.process.environment.append("COLOUR=red")
            }
            try trial.run()

            let answer = try trial("exec", "c", "/bin/sh", "-c", "hostname; echo $COLOUR; ps | grep -c '[s]leep 1000'")

            #expect(answer.lines == ["inside", "red", "1"], "\(answer)")
        }
    }

    @Test("have what flags say", arguments: Contender.allCases)
    func flags(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()

            let answer = try trial(
                "exec", "--cwd", "/tmp", "-e", "A=1", "-e", "A=2", "--user", "1000:1001", "c", "/bin/sh", "-c",
                "pwd; echo $A; id -u; id -g")

            #expect(answer.lines == ["/tmp", "2", "1000", "1001"], "\(answer)")
        }
    }

    @Test("are given other groups by a flag", arguments: Contender.allCases)
    func groups(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()

            let answer = try trial("exec", "--additional-gids", "7", "--additional-gids", "8", "c", "/bin/id", "-G")

            #expect((answer.status == 0 ? answer.lines.first : "no such flag") == trial.expected(.groupFlag))
        }
    }

    @Test("are told no numbers that are none", arguments: Contender.allCases, ["1x", "1:2:3", "nosuch", "1:x", "0x0"])
    func users(contender: Contender, user: String) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()

            let answer = try trial("exec", "--user", user, "c", "/bin/id")

            #expect(answer.status != 0)
            #expect(answer.output == "")
        }
    }

    @Test("are not root's because of a number below it", arguments: Contender.allCases)
    func negativeUser(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()

            let answer = try trial("exec", "--user", "-1", "c", "/bin/id", "-u")

            let outcome = answer.status != 0 ? "refused" : answer.lines == ["0"] ? "is root" : "\(answer)"
            #expect(outcome == trial.expected(.negativeUser))
        }
    }

    @Test("are what a file describes", arguments: Contender.allCases)
    func document(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()
            var process = OCIProcess()
            process.arguments = [
                "/bin/sh", "-c", "pwd; echo $A; id -u; id -G; umask; grep NoNewPrivs /proc/self/status",
            ]
            process.environment = ["PATH=/bin", "A=b"]
            process.workingDirectory = "/home"
            process.user = OCIUser(uid: 1000, gid: 1000, additionalGroups: [7])
            process.user.umask = 0o27
            process.noNewPrivileges = true
            let file = trial.folder.appending("process.json")
            try trial.write(String(decoding: process.json.encoded(), as: UTF8.self), to: file)

            let answer = try trial("exec", "--process", file.string, "c")

            #expect(
                answer.lines == ["/home", "b", "1000", "1000 7", trial.expected(.execUmask), "NoNewPrivs:\t1"],
                "\(answer)")
        }
    }

    @Test("are left alone when that is asked for, and named in a file", arguments: Contender.allCases)
    func detached(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()
            var around = RuntimeTrial.Surroundings()
            around.folder = trial.folder

            let answer = try trial.call(["exec", "-d", "--pid-file", "pid", "c", "/bin/sleep", "1001"], around)

            #expect(answer.status == 0)
            let pid = String(decoding: try Files.read(trial.folder.appending("pid")), as: UTF8.self)
            // crun does not wait until the program runs.
            #expect(try trial.read(FilePath("/proc/\(pid)/cgroup")).contains(trial.cgroup))
        }
    }

    @Test("are in the container's cgroups", arguments: Contender.allCases)
    func cgroups(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.run()

            let answer = try trial("exec", "c", "/bin/grep", ":memory:", "/proc/self/cgroup")

            #expect(answer.lines.first?.hasSuffix(":memory:\(trial.cgroup)/c") == true, "\(answer)")
        }
    }

    @Test("have more capabilities when flags say so, but none to hand on", arguments: Contender.allCases)
    func capabilities(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.process.capabilities = OCICapabilities() }
            try trial.run()

            let answer = try trial("exec", "--cap", "CAP_KILL", "c", "/bin/grep", "^Cap[BIPEA]", "/proc/self/status")

            let sets = Dictionary(uniqueKeysWithValues: answer.lines.map { ($0.prefix(6), $0.suffix(2)) })
            #expect(sets["CapBnd"] == "20" && sets["CapPrm"] == "20" && sets["CapEff"] == "20", "\(answer)")
            #expect(sets["CapInh"] == "00" && sets["CapAmb"] == "00", "\(answer)")
        }
    }
}
