import Linux
import OCI
import Runc
import RuncCommand
import SystemPackage
import Testing

/// A call of the client, as every test of what holds for all of them makes it.
struct RecorderCall: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The runtime's name for it, which errors have.
    let command: String
    /// What the runtime has to print for the call to succeed.
    var answer = ""
    let make: @Sendable (RuncClient) async throws -> Void

    init(
        _ description: String, _ command: String? = nil, answer: String = "",
        _ make: @escaping @Sendable (RuncClient) async throws -> Void
    ) {
        (testDescription, self.command, self.answer, self.make) = (description, command ?? description, answer, make)
    }

    private static let id = ContainerID(escaping: "c1")
    static let state = #"{"ociVersion":"1.0.2","id":"c1","pid":1,"status":"running","bundle":"/b"}"#
    static let event = #"{"type":"stats","id":"c1","data":{"pids":{"current":7}}}"#

    /// Those that are answered on standard output.
    static let questions = [
        Self("state", answer: state) { _ = try await $0.state(of: id) },
        Self("list", answer: "[\(state)]") { _ = try await $0.list() },
        Self("processes", "ps", answer: "[1,2]") { _ = try await $0.processes(in: id) },
        Self("table", "ps", answer: "UID PID CMD\nroot 1 init x\n") { _ = try await $0.table(of: id) },
        Self("statistics", "events", answer: event) { _ = try await $0.statistics(of: id) },
        Self("version", "--version", answer: "runc version 1.1.5\nspec: 1.0.2\n") { _ = try await $0.version() },
        Self("features", answer: #"{"ociVersionMin":"1.0.0","ociVersionMax":"1.2.0"}"#) { _ = try await $0.features() },
    ]

    /// All events of one runtime.
    static let events = Self("events", answer: event) { client in
        for try await _ in try client.events(of: id) {}
    }

    /// Those that do something to a container, or to nothing.
    static let orders = [
        Self("start") { try await $0.start(id) },
        Self("kill") { try await $0.kill(id, .terminate) },
        Self("killAll", "kill") { try await $0.killAll(id, .kill) },
        Self("delete") { try await $0.delete(id) },
        Self("pause") { try await $0.pause(id) },
        Self("resume") { try await $0.resume(id) },
        Self("update") { try await $0.update(id, OCIResources()) },
        Self("checkpoint") { try await $0.checkpoint(id) },
        Self("spec") { try await $0.spec() },
    ]

    /// Those that start processes, whose streams are captured.
    static let starts = [
        Self("create") { try await $0.create(id, bundle: "/b") },
        Self("run") { _ = try await $0.run(id, bundle: "/b") },
        Self("exec") { _ = try await $0.exec(OCIProcess(), in: id) },
        Self("restore") { _ = try await $0.restore(id, bundle: "/b") },
    ]

    static let all = questions + [events] + orders + starts
}
