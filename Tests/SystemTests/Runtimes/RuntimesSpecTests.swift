import JSON
import Linux
import OCI
import SystemPackage
import Testing

@Suite("Documents that a runtime writes")
struct RuntimesSpecTests {
    @Test("are taken by itself", arguments: Contender.allCases)
    func runs(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let file = trial.bundle.appending("config.json")
            try Files.remove(file)
            #expect(try trial("spec").status == 0)
            let document = try RuntimeSpec(json: JSONValue(parsing: Files.read(file)))
            try trial.write {
                $0 = document
                $0.process.terminal = false
                $0.process.arguments = ["/bin/echo", "runs"]
                $0.process.environment.append("HOME=/")
                $0.linux.cgroupsPath = trial.cgroup + "/c"
            }

            let answer = try trial("run", "c")

            #expect(answer.output == "runs\n", "\(answer)")
            #expect(document.process.arguments == ["sh"])
            #expect(document.process.terminal && document.isRootReadOnly && document.rootPath == "rootfs")
        }
    }

    @Test("do not replace one that is there", arguments: Contender.allCases)
    func existing(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let before = try Files.read(trial.bundle.appending("config.json"))

            #expect(try trial("spec").status == 1)
            #expect(try trial("spec", "--bundle", trial.bundle.string).status == 1)

            #expect(try Files.read(trial.bundle.appending("config.json")) == before)
        }
    }

    @Test("for a user without privileges have namespaces for that", arguments: Contender.allCases)
    func rootless(contender: Contender) throws {
        try RuntimeTrial.use(contender) { (trial) throws in
            let file = trial.bundle.appending("config.json")
            try Files.remove(file)

            #expect(try trial("spec", "--rootless").status == 0)

            let document = try RuntimeSpec(json: JSONValue(parsing: Files.read(file)))
            let kinds = document.linux.namespaces.map(\.kind)
            #expect(kinds.contains(.user))
            #expect((kinds.contains(.network) ? "a new one" : "the host's") == trial.expected(.rootlessNetwork))
            let mappings = document.linux.userMappings.map { "\($0.containerID) \($0.hostID) \($0.size)" }
            #expect(mappings.joined() == trial.expected(.rootlessMappings))
        }
    }
}
