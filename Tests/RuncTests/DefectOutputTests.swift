import GuardianTestSupport
import JSON
import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("What a runtime prints", .serialized)
struct DefectOutputTests {
    private let runtime: RecorderRuntime
    private let id = ContainerID(escaping: "c1")
    private var client: RuncClient { runtime.client }
    /// How much of what comes to standard error is kept, in bytes.
    private let limit = 64 << 10

    init() throws { runtime = try RecorderRuntime() }

    @Test(
        "as a warning on standard error does not spoil an answer",
        arguments: RecorderCall.questions + [RecorderCall.events])
    func warning(call: RecorderCall) async throws {
        try runtime.play(
            .error("level=warning msg=\"{ambient\"\n"), .output(call.answer), .error("another, without an end"))

        try await call.make(client)
    }

    @Test(
        "to standard error is kept up to 64 KiB of its end, and 1 MiB is no reason to wait", arguments: RecorderCall.all
    )
    func flood(call: RecorderCall) async throws {
        try runtime.play(.error("first words "), .fill(descriptor: 2, bytes: 1 << 20), .error("last words\n"), .exit(1))

        let error = await #expect(throws: RuncError.self) { try await call.make(client) }

        guard case .failed(call.command, .exited(1), let message) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.utf8.count <= limit)
        #expect(message.hasSuffix("xlast words"))
        #expect(!message.contains("first words"))
    }

    @Test("to standard error, 1 MiB of it, does not spoil an answer", arguments: RecorderCall.all)
    func floodOfSuccess(call: RecorderCall) async throws {
        try runtime.play(
            .fill(descriptor: 2, bytes: 1 << 20), .output(call.answer), .fill(descriptor: 2, bytes: 1 << 20))

        try await call.make(client)
    }

    @Test(
        "by calls that nobody expects an answer of is thrown away", arguments: RecorderCall.orders + RecorderCall.starts
    )
    func unexpected(call: RecorderCall) async throws {
        try runtime.play(.fill(descriptor: 1, bytes: 1 << 20))

        try await call.make(client)
    }

    @Test(
        "for an answer, but is none, is an error", arguments: RecorderCall.questions,
        [" ", "oops", "{}", "{\"id\":"])
    func malformed(call: RecorderCall, output: String) async throws {
        // A table without rows has no headers either.
        guard call.testDescription != "table" || output != " " else { return }
        try runtime.play(.output(output))

        let error = await #expect(throws: RuncError.self) { try await call.make(client) }

        guard case .malformedOutput(call.command, _) = error else {
            Issue.record("\(call.testDescription): \(String(describing: error))")
            return
        }
    }

    @Test("as a list of no containers may be null", arguments: ["null", "null\n", "[]"])
    func list(output: String) async throws {
        try runtime.play(.output(output))

        #expect(try await client.list().isEmpty)
    }

    @Test("as its version must have one", arguments: ["", "\n", "usage: runc [command]\n", "runc version\n"])
    func version(output: String) async throws {
        try runtime.play(.output(output))

        let error = await #expect(throws: RuncError.self) { try await client.version() }

        guard case .malformedOutput("--version", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("as a version is understood of runc and of crun")
    func versions() async throws {
        try runtime.play(.output("runc version 1.1.5+ds1\ncommit: 1.1.5+ds1-1\nspec: 1.0.2-dev\n"))
        #expect(try await client.version().version == "1.1.5+ds1")

        try runtime.play(.output("crun version 1.8.1\ncommit: f8a096be\nspec: 1.0.0\n+SYSTEMD +SELINUX\n"))
        #expect(try await client.version().program == "crun")
    }

    @Test("as an event of another type is no statistics")
    func otherEvent() async throws {
        try runtime.play(.output(#"{"type":"oom","id":"c1"}"#))

        await #expect(
            throws: RuncError.malformedOutput(command: "events", reason: "an event that is no statistics")
        ) {
            _ = try await client.statistics(of: id)
        }
    }
}
