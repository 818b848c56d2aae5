import JSON
import Linux
import SystemPackage
import Testing

@Suite("Command lines of runtimes")
struct RuntimesCommandTests {
    @Test("have a status for commands, flags and words that nobody knows", arguments: Contender.allCases)
    func mistakes(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            #expect(try "\(trial("frobnicate").status)" == trial.expected(.unknownCommand))
            #expect(try "\(trial("run", "--frobnicate", "c").status)" == trial.expected(.unknownFlag))
            #expect(try trial("run").status == 1)
            #expect(try trial("start").status == 1)
            #expect(try trial("--log-format", "prose", "list").status == 1)
            #expect(try trial("list", "--format", "prose").status == 1)
            #expect(try trial.left() == [])
        }
    }

    @Test(
        "know no container that was not made", arguments: Contender.allCases,
        [["state", "no"], ["start", "no"], ["kill", "no", "KILL"], ["delete", "no"]])
    func unknown(contender: Contender, arguments: [String]) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.call(arguments)

            #expect(answer.status == 1)
            #expect(answer.errors.contains(trial.expected(.unknownContainer)), "\(answer)")
        }
    }

    @Test("know of processes that nothing was entered, or can be listed", arguments: Contender.allCases)
    func unknownForProcesses(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            #expect(try "\(trial("exec", "no", "/bin/true").status)" == trial.expected(.execInNothing))
            #expect(try "\(trial("ps", "no").status)" == trial.expected(.psOfNothing))
        }
    }

    @Test("remove by force what is not there", arguments: Contender.allCases)
    func forced(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            #expect(try trial("delete", "--force", "no").status == 0)
        }
    }

    @Test("take no name that leads elsewhere", arguments: Contender.allCases, ["", ".", "..", "a/b", "../c"])
    func names(contender: Contender, name: String) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            #expect(try trial("create", name).status == 1)
            #expect(try trial("run", name).status == 1)
            #expect(try trial.left() == [])
        }
    }

    @Test("take names of letters, digits, and a few signs", arguments: Contender.allCases)
    func oddNames(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            for name in ["A-z_0.9+", "_", "0"] {
                #expect(try trial("create", name).status == 0)
                #expect(try trial("delete", "--force", name).status == 0)
            }
            let withSpace = try trial("create", "a b").status
            #expect((withSpace == 0 ? "taken" : "refused") == trial.expected(.oddName))
        }
    }

    @Test("append what went wrong to a log, as JSON", arguments: Contender.allCases)
    func log(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let log = trial.folder.appending("log")

            for _ in 0..<2 {
                let answer = try trial("--log", log.string, "--log-format", "json", "start", "no")
                #expect(answer.errors.contains(trial.expected(.unknownContainer)))
            }

            let lines = try trial.read(log).split(separator: "\n")
            #expect(lines.count == 2)
            for line in lines {
                let record = try JSONValue(parsing: String(line))
                #expect(record["level"]?.string == "error")
                #expect(record["msg"]?.string?.contains(trial.expected(.unknownContainer)) == true)
                #expect(record["time"]?.string?.hasPrefix("20") == true)
            }
        }
    }

    @Test("look for containers where the root says", arguments: Contender.allCases)
    func root(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let other = trial.folder.appending("other").string
            try trial.run()
            var around = RuntimeTrial.Surroundings()
            around.namesRoot = false

            let unknown = try trial.call(["--root", other, "state", "c"], around)
            try trial.write(id: "other") { _ in }
            let created = try trial.call(["--root=\(other)", "create", "c"], around)
            let states = try [["--root", other, "state", "c"], ["--root", trial.root.string, "state", "c"]].map {
                try JSONValue(parsing: trial.call($0, around).output)["status"]?.string
            }
            let removed = try trial.call(["--root", other, "delete", "--force", "c"], around)

            #expect((unknown.status, created.status, removed.status) == (1, 0, 0))
            #expect(states == ["created", "running"])
            #expect(try trial.status() == "running")
        }
    }

    @Test("say which version they are", arguments: Contender.allCases)
    func version(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial("--version")

            #expect(answer.lines.first == trial.expected(.runtimeVersion))
            #expect(answer.lines.contains { $0.hasPrefix("spec: ") })
        }
    }
}
