import Linux
import OCI
import SystemPackage
import Testing

@Suite("What a runtime makes of a process")
struct RuntimesProcessTests {
    @Test("has the folder, the environment and the name that were asked for", arguments: Contender.allCases)
    func folder(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("pwd; echo $A; echo $0; echo $B") {
                $0.process.workingDirectory = "/home/alice"
                $0.process.environment += ["A=first", "A=last", "B=c=d"]
            }

            #expect(answer.lines == ["/home/alice", "last", "/bin/sh", "c=d"], "\(answer)")
        }
    }

    @Test(
        "has its user's home, unless another was asked for", arguments: Contender.allCases,
        [
            (0, [], "/root"), (1000, [], "/home/alice"), (4711, [], "/"), (0, ["HOME=/tmp"], "/tmp"),
            (0, ["HOME="], ""),
        ]
            as [(UInt32, [String], String)])
    func home(contender: Contender, sample: (user: UInt32, environment: [String], home: String)) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("echo $HOME") {
                $0.process.user = OCIUser(uid: sample.user, gid: 0)
                $0.process.environment += sample.environment
            }

            let home =
                switch sample.home {
                case "": trial.expected(.emptyHome)
                case "/": trial.expected(.unknownHome)
                default: sample.home
                }
            #expect(answer.lines == [home], "\(answer)")
        }
    }

    @Test("is the user, in the groups, with the mask for new files", arguments: Contender.allCases)
    func user(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("id -u; id -g; id -G; umask") {
                $0.process.user = OCIUser(uid: 1000, gid: 1001, additionalGroups: [7, 8])
                $0.process.user.umask = 0o37
            }
            let standard = try trial.shell("umask")

            #expect(answer.lines == ["1000", "1001", "1001 7 8", "0037"], "\(answer)")
            #expect(standard.lines == ["0022"])
        }
    }

    @Test("has no groups but those that were asked for", arguments: Contender.allCases)
    func groups(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("grep ^Groups /proc/self/status; cat /proc/self/loginuid") {
                $0.process.user = OCIUser(uid: 1000, gid: 1000)
            }

            #expect(answer.lines.first?.trimmed == "Groups:", "\(answer)")
        }
    }

    @Test("has the limits that were asked for", arguments: Contender.allCases)
    func limits(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("ulimit -Sn; ulimit -Hn; grep -E '^Max (core|processes)' /proc/self/limits") {
                $0.process.resourceLimits = [
                    OCIResourceLimit(type: "RLIMIT_NOFILE", soft: 100, hard: 200),
                    OCIResourceLimit(type: "RLIMIT_CORE", soft: 0, hard: 4096),
                ]
            }

            #expect(answer.lines.prefix(2) == ["100", "200"], "\(answer)")
            let core = answer.lines.first { $0.hasPrefix("Max core") }?.split(separator: " ").dropFirst(4).prefix(2)
            #expect(core == ["0", "4096"])
        }
    }

    @Test("is refused limits that there are not", arguments: Contender.allCases)
    func unknownLimit(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.process.resourceLimits = [OCIResourceLimit(type: "RLIMIT_NOSUCH", soft: 0, hard: 0)] }

            #expect(try trial("create", "c").status == 1)
            #expect(try trial.left() == [])
        }
    }

    @Test("has the five sets of capabilities that were asked for", arguments: Contender.allCases)
    func capabilities(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("grep ^Cap /proc/self/status") {
                $0.process.user = OCIUser(uid: 1000, gid: 1000)
                $0.process.capabilities = OCICapabilities(
                    bounding: ["CAP_CHOWN", "CAP_KILL"], effective: ["CAP_CHOWN", "CAP_KILL"],
                    inheritable: ["CAP_KILL"], permitted: ["CAP_CHOWN", "CAP_KILL"], ambient: ["CAP_KILL"])
            }

            let sets = answer.lines.map { "\($0.prefix(6)) \($0.suffix(2))" }
            #expect(sets == ["CapInh 20", "CapPrm 20", "CapEff 20", "CapBnd 21", "CapAmb 20"], "\(answer)")
        }
    }

    @Test("has no capabilities of which nothing is said", arguments: Contender.allCases)
    func noCapabilities(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("grep -c '^Cap.*0000000000000000' /proc/self/status") {
                $0.process.capabilities = OCICapabilities()
            }

            #expect(answer.lines == ["5"], "\(answer)")
        }
    }

    @Test("warns of a capability that there is not, and goes on", arguments: Contender.allCases)
    func unknownCapability(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("true") { $0.process.capabilities?.bounding.append("CAP_NOSUCH") }

            let outcome = answer.status != 0 ? "refused" : answer.errors.isEmpty ? "passed over" : "a warning"
            #expect(outcome == trial.expected(.unknownCapability), "\(answer)")
        }
    }

    @Test("gains no privileges when it must not", arguments: Contender.allCases, [false, true])
    func noNewPrivileges(contender: Contender, isSet: Bool) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("grep NoNewPrivs /proc/self/status") { $0.process.noNewPrivileges = isSet }

            #expect(answer.lines == ["NoNewPrivs:\t\(isSet ? 1 : 0)"], "\(answer)")
        }
    }

    @Test("is refused the system calls that a filter refuses", arguments: Contender.allCases, [false, true])
    func seccomp(contender: Contender, hasNoNewPrivileges: Bool) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell(
                "mkdir /tmp/a; ln -s x /tmp/b; chmod 700 /tmp; chmod 711 /tmp; grep ^Seccomp: /proc/self/status"
            ) {
                $0.process.noNewPrivileges = hasNoNewPrivileges
                $0.linux.seccomp = OCISeccomp(
                    defaultAction: .allow, architectures: ["SCMP_ARCH_X86_64"],
                    rules: [
                        .init(["mkdir", "mkdirat"], .error, errorNumber: 28),
                        .init(["symlink", "symlinkat"], .error),
                        .init(
                            ["chmod"], .error, errorNumber: 5,
                            arguments: [.init(index: 1, value: 0o700, comparison: "SCMP_CMP_EQ")]),
                    ])
            }

            #expect(answer.lines == ["Seccomp:\t2"], "\(answer)")
            #expect(answer.errors.contains("No space left on device"))
            #expect(answer.errors.contains("Operation not permitted"))
            #expect(
                answer.errors.contains("chmod: /tmp: I/O error")
                    || answer.errors.contains("chmod: /tmp: Input/output error"))
            #expect(answer.errors.split(separator: "\n").count == 3)
        }
    }

    @Test("is killed for a system call when the filter says so", arguments: Contender.allCases)
    func seccompKill(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("mkdir /tmp/a; echo $?") {
                $0.linux.seccomp = OCISeccomp(
                    defaultAction: .allow, architectures: ["SCMP_ARCH_X86_64"],
                    rules: [.init(["mkdir", "mkdirat"], .killProcess)])
            }

            // Its core may be dumped: 128 and SIGSYS all the same.
            #expect(answer.lines == ["159"], "\(answer)")
        }
    }

    @Test("is killed sooner or later for want of memory, as was asked for", arguments: Contender.allCases)
    func oomScore(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("cat /proc/self/oom_score_adj") { $0.process.oomScoreAdjustment = 500 }

            #expect(answer.lines == ["500"], "\(answer)")
        }
    }

    @Test("has keys of its own, unless that is not wanted", arguments: Contender.allCases)
    func keyring(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            // All of root's keys are in the list, those of other tests too.
            let name = String(trial.cgroup.dropFirst())
            try trial.write { $0.process.arguments = ["/bin/grep", "-c", " [_.a-z]*\(name):", "/proc/keys"] }

            let own = try trial("run", name)
            try trial.write { $0.process.arguments = ["/bin/grep", "-c", "\(name)-2:", "/proc/keys"] }
            let callers = try trial("run", "--no-new-keyring", name + "-2")

            #expect(own.lines == ["1"], "\(own)")
            #expect(callers.lines == ["0"], "\(callers)")
        }
    }
}

extension String {
    /// Without blanks at either end.
    fileprivate var trimmed: String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
