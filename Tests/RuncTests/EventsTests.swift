import GuardianTestSupport
import Linux
import Runc
import RuncCommand
import SystemPackage
import Testing

@Suite("Events of a container", .serialized)
struct EventsTests {
    private let runtime: RecorderRuntime
    private let id = ContainerID(escaping: "c1")
    private var client: RuncClient { runtime.client }

    init() throws { runtime = try RecorderRuntime() }

    /// Events of types that nobody knows, which tell their order.
    private func event(_ type: Int) -> String { #"{"type":"t\#(type)","id":"c1"}"# }

    private func types(_ events: RuntimeEvents) async throws -> [String] {
        var types: [String] = []
        for try await event in events {
            guard case .other(let type, _) = event.content else { continue }
            types.append(type)
        }
        return types
    }

    @Test("are figures, and running out of memory")
    func content() async throws {
        try runtime.play(.output(RecorderCall.event), .output(#"{"type":"oom","id":"c1"}"#))

        var events: [RuntimeEvent] = []
        for try await event in try client.events(of: id) { events.append(event) }

        #expect(events.map(\.id) == ["c1", "c1"])
        guard case .statistics = events.first?.content else {
            Issue.record("no figures: \(events)")
            return
        }
        #expect(events.last?.content == .outOfMemory)
    }

    @Test("need nothing between them", arguments: ["", " ", "\n", "\r\n\t"])
    func separators(separator: String) async throws {
        try runtime.play((0..<20).map { .output(event($0) + separator) })

        #expect(try await types(try client.events(of: id)) == (0..<20).map { "t\($0)" })
    }

    @Test("start a runtime at the first of them, and one for each iterator")
    func lazy() async throws {
        try runtime.play(.output(event(1)))

        let events = try client.events(of: id)
        var first = events.makeAsyncIterator()
        var second = events.makeAsyncIterator()
        #expect(try runtime.records().isEmpty)
        _ = try await first.next()
        #expect(try runtime.records().count == 1)
        _ = try await second.next()
        _ = try await first.next()
        _ = try await second.next()

        #expect(try runtime.records().count == 2)
    }

    @Test("end for good")
    func end() async throws {
        try runtime.play(.output(event(1)))
        var events = try client.events(of: id).makeAsyncIterator()

        #expect(try await events.next() != nil)
        for _ in 0..<3 { #expect(try await events.next() == nil) }

        #expect(try runtime.records().count == 1)
        #expect(try runtime.leftovers().isEmpty)
    }

    @Test("are not read before somebody wants them")
    func backPressure() async throws {
        let count = 100_000
        try runtime.play(.repeat(count, event(1)), .logError("all written"))
        var events = try client.events(of: id).makeAsyncIterator()
        #expect(try await events.next() != nil)

        // Another runtime lives and ends meanwhile, so this one had time enough to write 2 MB, had there been room.
        let other = try RecorderRuntime(.fill(descriptor: 2, bytes: 4 << 20))
        try await other.client.start(id)
        #expect(runtime.monitor.events.entries.count == 1)
        let folder = try #require(try runtime.leftovers().first)
        #expect(!Files.exists(client.temporaryFolder.appending(folder).appending("log")))

        var rest = 0
        while try await events.next() != nil { rest += 1 }
        #expect(rest == count - 1)
    }

    @Test("can be read by an actor")
    func actor() async throws {
        actor Reader {
            var seen = 0
            func read(_ events: RuntimeEvents) async throws(RuncError) {
                for try await _ in events { seen += 1 }
            }
        }
        try runtime.play(.output(event(1)), .output(event(2)))
        let reader = Reader()

        try await reader.read(try client.events(of: id))

        #expect(await reader.seen == 2)
    }

    @Test(
        "are refused at an interval that is not of whole seconds",
        arguments: [
            (.zero, "0.0 seconds"), (.milliseconds(500), "0.5 seconds"), (.milliseconds(1500), "1.5 seconds"),
            (.nanoseconds(1), "1e-09 seconds"), (.seconds(-1), "-1.0 seconds"),
        ] as [(Duration, String)])
    func interval(interval: Duration, text: String) throws {
        let reason = "an interval of \(text) between events is not one of whole seconds above zero"

        #expect(throws: RuncError.invalid(reason: reason)) { _ = try client.events(of: id, every: interval) }
        #expect(try runtime.records().isEmpty)
    }

    @Test("of a runtime that is not there cannot be read")
    func missing() async throws {
        var client = client
        client.configuration.executable = "/nowhere/runc"
        var events = try client.events(of: id).makeAsyncIterator()

        await #expect(throws: RuncError.launch(executable: "/nowhere/runc", .noSuchFileOrDirectory)) {
            try await events.next()
        }
        #expect(try await events.next() == nil)
        #expect(try runtime.leftovers().isEmpty)
    }
}
