import GuardianTestSupport
import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

/// The words are those of reference texts of go-runc and of the runtimes' own help, written down here once more: what
/// a program really gets is compared with them.
@Suite("What a runtime's program is called with", .serialized)
struct RecorderArgumentsTests {
    private let runtime: RecorderRuntime
    private let id = ContainerID(escaping: "c1")
    private var client: RuncClient { runtime.client }

    init() throws { runtime = try RecorderRuntime() }

    @Test("its name, then global options")
    func globals() async throws {
        let cases = RecorderOption.cases(RecorderOption.global, client.configuration)

        for (configuration, _) in cases {
            var client = client
            client.configuration = configuration
            try await client.start(id)
        }

        let program = client.configuration.executable.string
        #expect(try runtime.records().map(\.arguments.first) == cases.map { _ in Optional(program) })
        let log = ["--log", "FOLDER/log", "--log-format", "json"]
        let expected: [[String]] = cases.map { test in
            let before = test.words.prefix { $0 != "--systemd-cgroup" && !$0.hasPrefix("--rootless") && $0 != "--x" }
            return before + log + test.words.dropFirst(before.count) + ["start", "c1"]
        }
        #expect(try runtime.words() == expected)
    }

    @Test("says whether it goes without the rights of root in one word, if at all")
    func rootless() async throws {
        for choice in [RuncConfiguration.Rootless.automatic, .always, .never] {
            var client = client
            client.configuration.rootless = choice
            try await client.start(id)
        }

        #expect(
            try runtime.callWords() == [[], ["--rootless=true"], ["--rootless=false"]].map { $0 + ["start", "c1"] })
    }

    @Test("calls that take no options")
    func plain() async throws {
        for call in RecorderCall.questions where call.testDescription != "version" {
            try runtime.play(.output(call.answer))
            try await call.make(client)
        }
        try runtime.play(.output("crun version 1.8.1\n"))
        _ = try await client.version()
        try runtime.play()
        try await client.start(id)
        try await client.pause(id)
        try await client.resume(id)
        try await client.update(id, OCIResources())
        for try await _ in try client.events(of: id) {}
        for try await _ in try client.events(of: id, every: .seconds(90)) {}

        #expect(
            try runtime.callWords() == [
                ["state", "c1"], ["list", "--format=json"], ["ps", "--format", "json", "c1"],
                ["ps", "--format", "table", "c1"], ["events", "--stats", "c1"], ["features"], ["--version"],
                ["start", "c1"], ["pause", "c1"], ["resume", "c1"], ["update", "--resources=-", "c1"],
                ["events", "--interval=5s", "c1"], ["events", "--interval=90s", "c1"],
            ])
    }

    @Test("options of ps(1), one word each, behind the container")
    func table() async throws {
        try runtime.play(.output("PID COMMAND\n1 init\n"))

        _ = try await client.table(of: id, psArguments: ["-eo", "pid,comm"])

        #expect(try runtime.callWords() == [["ps", "--format", "table", "c1", "-eo", "pid,comm"]])
    }

    @Test("options of kill")
    func kill() async throws {
        let cases = RecorderOption.cases(RecorderOption.killing, KillOptions())

        for (options, _) in cases { try await client.kill(id, .terminate, options: options) }
        try await client.killAll(id, .kill)

        #expect(
            try runtime.callWords()
                == cases.map { ["kill"] + $0.words + ["c1", "15"] } + [["kill", "--all", "c1", "9"]])
    }

    @Test("options of delete")
    func delete() async throws {
        let cases = RecorderOption.cases(RecorderOption.deleting, DeleteOptions())

        for (options, _) in cases { try await client.delete(id, options: options) }
        try await client.delete(id)
        try await client.delete(id, force: true)

        #expect(
            try runtime.callWords()
                == cases.map { ["delete"] + $0.words + ["c1"] } + [["delete", "c1"], ["delete", "--force", "c1"]])
    }

    @Test("options of spec")
    func specification() async throws {
        let cases = RecorderOption.cases(RecorderOption.specification, SpecOptions())

        for (options, _) in cases { try await client.spec(options) }

        #expect(try runtime.callWords() == cases.map { ["spec"] + $0.words })
    }

    @Test("options of checkpoint")
    func checkpoint() async throws {
        let cases = RecorderOption.cases(RecorderOption.checkpointing, CheckpointOptions())

        for (options, _) in cases { try await client.checkpoint(id, options: options) }

        #expect(try runtime.callWords() == cases.map { ["checkpoint"] + $0.words + ["c1"] })
    }

    @Test("every mode of control groups", arguments: MigrationOptions.CgroupsMode.allCases)
    func cgroups(mode: MigrationOptions.CgroupsMode) async throws {
        var options = CheckpointOptions()
        options.migration.cgroupsMode = mode

        try await client.checkpoint(id, options: options)

        #expect(try runtime.callWords() == [["checkpoint", "--manage-cgroups-mode", mode.rawValue, "c1"]])
    }
}
