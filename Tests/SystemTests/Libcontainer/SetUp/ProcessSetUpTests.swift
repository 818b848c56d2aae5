import Linux
import SystemPackage
import Testing

@Suite("The process of a document")
struct ProcessSetUpTests {
    private static func process(_ members: String) -> String { #"{"process":{\#(members)}}"# }

    private static let sets =
        #""capabilities":{"bounding":["CAP_CHOWN","CAP_KILL"],"permitted":["CAP_CHOWN","CAP_KILL"],"#
        + #""effective":["CAP_CHOWN"],"inheritable":["CAP_KILL"],"ambient":["CAP_KILL"]}"#
    private static let showSets = "grep Cap /proc/self/status | busybox awk '{print $1 substr($2, 15)}'"
    /// Fields of /proc/PID/stat: priority, nice, and the scheduling policy.
    private static let showSchedule = "busybox awk '{print $18, $19, $41}' /proc/$$/stat"

    @Test(
        "is as it says",
        arguments: [
            SetUpCase(
                "limits",
                process(
                    #""rlimits":[{"type":"RLIMIT_NOFILE","soft":100,"hard":200},{"type":"RLIMIT_CORE","soft":0,"hard":0}]"#
                ),
                "ulimit -Sn; ulimit -Hn; ulimit -c", .output("100\n200\n0")),
            SetUpCase(
                "how soon it is killed for memory", process(#""oomScoreAdj":567"#), "cat /proc/self/oom_score_adj",
                .output("567")),
            SetUpCase(
                "how soon it is killed for memory, as another user",
                Document.withUsers(process: #"{"oomScoreAdj":567,"user":{"uid":1,"gid":1}}"#),
                "cat /proc/self/oom_score_adj", .output("567")),
            SetUpCase("the mask for files", process(#""user":{"uid":0,"gid":0,"umask":63}"#), "umask", .output("0077")),
            SetUpCase("the usual mask for files", "{}", "umask", .output("0022")),
            SetUpCase(
                "users and groups", process(#""user":{"uid":1000,"gid":1001,"additionalGids":[5,77]}"#),
                "id -u; id -g; id -G; echo $HOME", .output("1000\n1001\n1001 5 77\n/home/alice")),
            SetUpCase(
                "users and groups of a namespace",
                Document.withUsers(process: #"{"user":{"uid":1000,"gid":1001,"additionalGids":[5,77]}}"#),
                "id -u; id -g; id -G", .output("1000\n1001\n1001 5 77")),
            SetUpCase(
                "capabilities of a user", process(#""user":{"uid":1000,"gid":1000},\#(sets)"#), showSets,
                .output("CapInh:20\nCapPrm:20\nCapEff:20\nCapBnd:21\nCapAmb:20")),
            SetUpCase(
                "capabilities of root, which an exec gives all of the bounding set", process(sets), showSets,
                .output("CapInh:20\nCapPrm:21\nCapEff:21\nCapBnd:21\nCapAmb:20")),
            SetUpCase(
                "capabilities in a user namespace", Document.withUsers(process: "{\(sets)}"), showSets,
                .output("CapInh:20\nCapPrm:21\nCapEff:21\nCapBnd:21\nCapAmb:20")),
            SetUpCase(
                "no capabilities", process(#""capabilities":{}"#), showSets,
                .output("CapInh:00\nCapPrm:00\nCapEff:00\nCapBnd:00\nCapAmb:00")),
            SetUpCase(
                "no new privileges", process(#""noNewPrivileges":true"#),
                "grep NoNewPrivs /proc/self/status | busybox awk '{print $2}'", .output("1")),
            SetUpCase(
                "scheduling", process(#""scheduler":{"policy":"SCHED_BATCH","nice":5}"#), showSchedule,
                .output("25 5 3")),
            SetUpCase(
                "idle scheduling", process(#""scheduler":{"policy":"SCHED_IDLE"}"#),
                "busybox awk '{print $41}' /proc/$$/stat", .output("5")),
            SetUpCase(
                "priority of its I/O", process(#""ioPriority":{"class":"IOPRIO_CLASS_BE","priority":6}"#),
                "busybox ionice -p $$", .output("best-effort: prio 6")),
            SetUpCase(
                "idle I/O", process(#""ioPriority":{"class":"IOPRIO_CLASS_IDLE","priority":0}"#),
                "busybox ionice -p $$", .has(["idle"])),
            SetUpCase(
                "memory nodes",
                #"{"linux":{"memoryPolicy":{"mode":"MPOL_BIND","nodes":"0","flags":["MPOL_F_STATIC_NODES"]}}}"#,
                "busybox head -1 /proc/self/numa_maps | busybox awk '{print $2}'", .output("bind=static:0")),
            SetUpCase(
                "execution domain", #"{"linux":{"personality":{"domain":"LINUX32"}}}"#,
                "uname -m; cat /proc/$$/personality", .output("i686\n00000008")),
            SetUpCase("working folder", process(#""cwd":"/made/here""#), "pwd", .output("/made/here")),
            SetUpCase(
                "variables, the last of a name", process(#""env!":["A=1","PATH=/bin","A=2"]"#), "env | grep ^A=",
                .output("A=2")),
        ])
    func attributes(_ test: SetUpCase) throws {
        try OwnRuntime.use { (runtime) throws in try test.check(in: runtime) }
    }

    @Test(
        "is refused when it cannot be",
        arguments: [
            SetUpCase(
                "an unknown limit", process(#""rlimits":[{"type":"RLIMIT_X","soft":1,"hard":1}]"#),
                .refusal("RLIMIT_X")),
            SetUpCase(
                "a profile that the kernel cannot have", process(#""apparmorProfile":"p""#),
                .refusal("apparmor profile p is specified in config, but apparmor is not enabled or not supported")),
            SetUpCase(
                "a label that the kernel cannot have", process(#""selinuxLabel":"l""#),
                .refusal("selinux label is specified in config, but selinux is disabled or not supported")),
            SetUpCase(
                "a label of mounts that the kernel cannot have", #"{"linux":{"mountLabel":"l"}}"#,
                .refusal("selinux label l is specified in config, but selinux is disabled or not supported")),
            SetUpCase("an unknown policy", process(#""scheduler":{"policy":"SCHED_X"}"#), .refusal("SCHED_X")),
            SetUpCase(
                "a priority that the policy has not", process(#""scheduler":{"policy":"SCHED_OTHER","priority":5}"#),
                .refusal("scheduler.priority can only be specified for SchedFIFO or SchedRR policy")),
            SetUpCase(
                "a priority of I/O", process(#""ioPriority":{"class":"IOPRIO_CLASS_BE","priority":9}"#),
                .refusal("invalid ioPriority.Priority: 9")),
            SetUpCase(
                "a variable without a name", process(#""env":["=x"]"#),
                .refusal("invalid environment variable: name cannot be empty")),
            SetUpCase(
                "a relative working folder", process(#""cwd":"tmp""#), .refusal("Cwd must be an absolute path")),
            SetUpCase("no program", process(#""args!":[]"#), .refusal("args must not be empty")),
            SetUpCase(
                "caches that the processor cannot share out", #"{"linux":{"intelRdt":{"closID":"x"}}}"#,
                .refusal("intelRdt is not supported yet")),
            SetUpCase(
                "network interfaces", #"{"linux":{"netDevices":{"eth9":{"name":"x"}}}}"#,
                .refusal("moving network devices is not supported yet")),
        ])
    func refused(_ test: SetUpCase) throws {
        try OwnRuntime.use { (runtime) throws in try test.check(in: runtime) }
    }

    @Test("has the capabilities that there are, and a warning tells of the others")
    func unknownCapabilities() throws {
        try OwnRuntime.use { (runtime) throws in
            let capabilities = #""capabilities":{"bounding":["CAP_X","CAP_KILL"],"permitted":["CAP_KILL"]}"#

            let started = try runtime.run(patch: Self.process(capabilities), Self.showSets)
            try runtime.write(patch: "{}")
            #expect(try runtime("run", "-d", "c").status == 0)
            let entered = try runtime("exec", "--cap", "CAP_Y", "c", "/bin/true")

            #expect(started.output.contains("CapBnd:20"))
            #expect(
                started.errors.contains(#"level=warning msg="ignoring unknown or unavailable capabilities: [CAP_X]""#),
                "\(started)")
            #expect(entered.errors.contains("ignoring unknown or unavailable capabilities: [CAP_Y]"), "\(entered)")
            #expect((started.status, entered.status) == (0, 0))
        }
    }

    @Test("that enters has the processors that it should have in the end")
    func processors() throws {
        try OwnRuntime.use { (runtime) throws in
            try runtime.write(patch: Self.process(#""execCPUAffinity":{"initial":"0","final":"0"}"#))
            #expect(try runtime("run", "-d", "c").status == 0)

            let entered = try runtime("exec", "c", "/bin/grep", "Cpus_allowed_list", "/proc/self/status")
            let first = try runtime("exec", "c", "/bin/grep", "Cpus_allowed_list", "/proc/1/status")

            #expect(entered.output == "Cpus_allowed_list:\t0\n")
            #expect(first.output != entered.output, "the machine has one processor only")
        }
    }
}
