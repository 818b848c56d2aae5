import Linux
import OCI
import SystemPackage
import Testing

@Suite("Containers that a runtime cannot start")
struct RuntimesFailureTests {
    @Test(
        "because of their program leave nothing, already when they are created", arguments: Contender.allCases,
        ["nosuch", "/nosuch", "/etc", "/etc/passwd"])
    func program(contender: Contender, program: String) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.process.arguments = [program] }
            for command in ["create", "run"] {
                let answer = try trial(command, "c")

                #expect(answer.status == 1)
                #expect(program == "/etc" || program == "/etc/passwd" || answer.errors.contains("\(program)"))
                #expect(try trial.left() == [])
                #expect(try !trial.hasCgroup())
            }
        }
    }

    @Test("are told apart when their program is missing", arguments: Contender.allCases)
    func missingProgram(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.process.arguments = ["nosuch"] }

            let answer = try trial("create", "c")

            #expect(answer.errors.contains(trial.expected(.missingProgram)), "\(answer)")
        }
    }

    @Test("because of their bundle are none", arguments: Contender.allCases)
    func bundle(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let nowhere = try trial("create", "--bundle", "/nonexistent", "c")
            try trial.write("{", to: trial.bundle.appending("config.json"))
            let half = try trial("create", "c")
            try Files.remove(trial.bundle.appending("config.json"))
            let missing = try trial("create", "c")

            #expect((nowhere.status, half.status, missing.status) == (1, 1, 1))
            #expect(nowhere.errors.contains(trial.expected(.missingBundle)), "\(nowhere)")
            #expect(missing.errors.contains("config.json"), "\(missing)")
            #expect(try trial.left() == [])
        }
    }

    @Test("because of a mount, or their root, leave nothing", arguments: Contender.allCases)
    func world(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.rootPath = "nosuch" }
            let withoutRoot = try trial("create", "c")
            try trial.write { $0.mounts.append(OCIMount(destination: "/x", type: "nosuch", source: "x")) }
            let unknownType = try trial("create", "c")
            try trial.write {
                $0.mounts.append(OCIMount(destination: "/x", type: "bind", source: "/nosuch", options: ["bind"]))
            }
            let withoutSource = try trial("create", "c")

            #expect((withoutRoot.status, unknownType.status, withoutSource.status) == (1, 1, 1))
            #expect(try trial.left() == [])
            #expect(try !trial.hasCgroup())
        }
    }

    @Test("that cannot enter their folder have it made", arguments: Contender.allCases)
    func folder(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let answer = try trial.shell("pwd") { $0.process.workingDirectory = "/new/folder" }

            #expect(answer.output == "/new/folder\n", "\(answer)")
        }
    }

    @Test("from a document are refused for a document that says nothing", arguments: Contender.allCases)
    func emptyProcess(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            try trial.write { $0.process.arguments = [] }
            let withoutArguments = try trial("create", "c")
            try trial.write { $0.process.workingDirectory = "relative" }
            let relative = try trial("create", "c")

            #expect(withoutArguments.status == 1)
            #expect((relative.status == 0 ? "taken" : "refused") == trial.expected(.relativeFolder))
        }
    }
}
