import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Hooks of a runtime's container")
struct RuntimesHookTests {
    /// A hook that adds its name and its state to a file. The image's are the same file, as the container sees it.
    private static func hook(_ moment: OCIHooks.Moment, _ trial: RuntimeTrial, then: String = "exit 0") -> OCIHook {
        let isInside = moment == .startContainer
        let folder = isInside ? "/tmp" : trial.image.appending("tmp").string
        // One write for each: two may run at the same time, one inside and one outside.
        let script = "T=$(cat); echo \(moment.rawValue) $T >> \(folder)/told; echo said by $TEXT >&2; \(then)"
        return OCIHook(
            path: isInside ? "/bin/sh" : "/bin/busybox", arguments: ["sh", "-c", script],
            environment: ["PATH=/usr/bin:/bin", "TEXT=\(moment.rawValue)"])
    }

    /// The hooks that ran, each with its state.
    private static func told(_ trial: RuntimeTrial) throws -> [(name: String, state: JSONValue)] {
        let file = trial.image.appending("tmp").appending("told")
        guard Files.exists(file) else { return [] }
        return try trial.read(file).split(separator: "\n").map { line in
            let name = line.prefix { $0 != " " }
            return (String(name), try JSONValue(parsing: String(line.dropFirst(name.count))))
        }
    }

    @Test("are run one after the other, and are told of the container", arguments: Contender.allCases)
    func order(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { spec in
                spec.annotations = ["a": "b"]
                for moment in OCIHooks.Moment.allCases { spec.hooks.programs[moment] = [Self.hook(moment, trial)] }
            }
            #expect(try trial("create", "c").status == 0)
            let pid = try trial.pid().rawValue
            let afterCreate = try Self.told(trial).map(\.name)
            try trial.waitForEnd {
                try trial.succeed("start", "c")
                try trial.succeed("kill", "c", "KILL")
            }
            #expect(try trial("delete", "c").status == 0)

            let told = try Self.told(trial)
            #expect(afterCreate.joined(separator: " ") == trial.expected(.hooksOfCreate))
            let later = told.dropFirst(afterCreate.count).map(\.name)
            // Those of the start run at the same time, one inside and one outside.
            let ofStart = trial.expected(.hooksOfStart).split(separator: " ").map { String($0) }
            #expect(later.dropLast().sorted() == ofStart.sorted() && later.last == "poststop", "\(later)")
            let moments = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"]
            let statuses = moments.map { moment in told.first { $0.name == moment }?.state["status"]?.string ?? "" }
            #expect(statuses.joined(separator: " ") == trial.expected(.hookStatus))
            for (name, state) in told {
                #expect(state["id"] == "c")
                let bundle = state["bundle"]?.string == trial.bundle.string ? "the bundle" : state["bundle"]?.string
                #expect(bundle == (name == "startContainer" ? trial.expected(.hookBundle) : "the bundle"))
                #expect(state["annotations"] == ["a": "b"])
                let number = state["pid"]?.integer(as: Int32.self)
                // Two of them run inside, and poststop's container has none.
                let isOutside = !["createContainer", "startContainer", "poststop"].contains(name)
                #expect(!isOutside || number == pid, "\(name): \(state)")
            }
        }
    }

    @Test(
        "that fail before the program runs end all, and leave nothing", arguments: Contender.allCases,
        [OCIHooks.Moment.prestart, .createRuntime, .createContainer, .startContainer])
    func failing(contender: Contender, moment: OCIHooks.Moment) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { spec in
                spec.hooks.programs[moment] = [Self.hook(moment, trial, then: "exit 7"), Self.hook(moment, trial)]
                spec.process.arguments = ["/bin/touch", "/tmp/ran"]
            }

            let answer = try trial("run", "c")

            #expect(answer.status != 0)
            #expect(try Self.told(trial).map(\.name) == [moment.rawValue])
            #expect(!Files.exists(trial.image.appending("tmp").appending("ran")))
            #expect(try trial.left() == [])
            #expect(try !trial.hasCgroup())
        }
    }

    @Test("that fail after it has begun are told of", arguments: Contender.allCases)
    func failingPoststart(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { spec in
                spec.hooks.programs[.poststart] = [Self.hook(.poststart, trial, then: "exit 7")]
            }

            let answer = try trial("run", "--detach", "c")

            #expect((answer.status == 0 ? "success" : "failure") == trial.expected(.failingPoststart))
        }
    }

    @Test("that fail after the end stop nothing", arguments: Contender.allCases)
    func failingPoststop(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { spec in
                spec.hooks.programs[.poststop] = [Self.hook(.poststop, trial, then: "exit 7")]
            }
            try trial.run()

            _ = try trial("delete", "--force", "c")

            #expect(try Self.told(trial).map(\.name) == ["poststop"])
            #expect(try trial.left() == [])
            #expect(try !trial.hasCgroup())
        }
    }

    @Test("have so much time and no more", arguments: Contender.allCases)
    func timeout(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { spec in
                spec.hooks.programs[.createRuntime] = [
                    OCIHook(path: "/bin/sleep", arguments: ["sleep", "1000"], environment: [], timeout: 1)
                ]
            }

            #expect(try trial("create", "c").status == 1)
            #expect(try trial.left() == [])
        }
    }
}
