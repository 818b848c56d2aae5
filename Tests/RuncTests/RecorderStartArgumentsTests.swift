import GuardianTestSupport
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("What a runtime's program is called with to start processes", .serialized)
struct RecorderStartArgumentsTests {
    private let runtime: RecorderRuntime
    private let id = ContainerID(escaping: "c1")
    private var client: RuncClient { runtime.client }

    init() throws { runtime = try RecorderRuntime() }

    @Test("options of create")
    func create() async throws {
        let cases = RecorderOption.cases(RecorderOption.creation, CreateOptions())

        for (options, _) in cases { try await client.create(id, bundle: "/b", options: options) }

        #expect(try runtime.callWords() == cases.map { ["create", "--bundle", "/b"] + $0.words + ["c1"] })
    }

    @Test("options of run")
    func run() async throws {
        let cases = RecorderOption.cases(RecorderOption.running, RunOptions())

        for (options, _) in cases { _ = try await client.run(id, bundle: "/b", options: options) }

        #expect(try runtime.callWords() == cases.map { ["run", "--bundle", "/b"] + $0.words + ["c1"] })
    }

    @Test("options of exec, whose process is in memory")
    func exec() async throws {
        let cases = RecorderOption.cases(RecorderOption.executing, ExecOptions())

        for (options, _) in cases { _ = try await client.exec(OCIProcess(), in: id, options: options) }

        #expect(
            try runtime.callWords() == cases.map { ["exec", "--process", "/proc/self/fd/3"] + $0.words + ["c1"] })
    }

    @Test("options of restore")
    func restore() async throws {
        let cases = RecorderOption.cases(RecorderOption.restoring, RestoreOptions())

        for (options, _) in cases { _ = try await client.restore(id, bundle: "/b", options: options) }

        #expect(try runtime.callWords() == cases.map { ["restore"] + $0.words + ["--bundle", "/b", "c1"] })
    }
}
