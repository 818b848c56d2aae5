import Garden
import GardenClient
import GardenWire
import GuardianTestSupport
import JSON
import Testing

@Suite("Replay of recorded plain calls", .timeLimit(.minutes(1)))
struct PlainCallReplayTests {
    /// A scenario, and how to make its call with our client: the lines that the original's client reported.
    struct Scenario: Sendable, CustomTestStringConvertible {
        let name: String
        let call: @Sendable (RemoteBackend, [RecordedMessage]) async throws -> [String]
        /// What we see instead, where we mean to differ.
        var instead: [String]?

        var testDescription: String { name }
    }

    private static func pings(_ names: String...) -> [Scenario] {
        names.map { ping($0) }
    }

    private static func ping(_ name: String, instead: String? = nil) -> Scenario {
        Scenario(
            name: name,
            call: { backend, _ in [await Report.line("Ping") { try await backend.ping() }] },
            instead: instead.map { ["Ping -> \($0)"] })
    }

    private static let badResponses: [Scenario] = [
        ping("probe-ok-empty-body", instead: #"error type=RemoteError message="bad response: EOF""#),
        ping("probe-ok-status-204", instead: #"error type=RemoteError message="bad response: EOF""#),
        ping("probe-error-empty-500", instead: refused(500, "no message")),
        ping("probe-error-plain-text-500", instead: refused(500, "oops")),
        ping("probe-error-redirect-302", instead: refused(302, "no message")),
    ]

    private static func refused(_ status: Int, _ text: String) -> String {
        #"error type=RemoteError message="server answered with status \#(status): \#(text)""#
    }

    private static func creates(_ names: String...) -> [Scenario] {
        names.map { name in
            Scenario(name: name) { backend, requests in
                let spec = try ContainerSpec(body: requests[0].body)
                var handle: Handle?
                let line = await Report.line("Create") { handle = try await backend.create(spec) }
                // The recording of escapes leaves the handle out.
                return [line] + (name == "create-escapes" ? [] : handle.map { ["handle \"\($0)\""] } ?? [])
            }
        }
    }

    private static func destroys(_ names: String...) -> [Scenario] {
        names.map { name in
            Scenario(name: name) { backend, _ in
                [await Report.line("Destroy") { try await backend.destroy(Handle("some-handle")) }]
            }
        }
    }

    private static func asks<T: WireEncodable & SendableMetatype>(
        _ call: String, in names: String..., answer: @escaping @Sendable (RemoteBackend) async throws -> T
    ) -> [Scenario] {
        names.map { name in
            Scenario(name: name) { backend, _ in ["\(call) -> ok", try await answer(backend).wire.description] }
        }
    }

    /// The scenarios that have tests of their own below, or in `RemoteBackendTests`.
    static let others = infos + listings + lookUps + propertyCalls + ["list-filter", "ping-with-headers"] + concurrent

    private static let infos = ["info", "info-zero", "probe-info-extra-and-lower-case"]
    private static let listings = ["list", "list-empty", "probe-list-lower-case", "probe-list-null"]
    private static let lookUps = ["lookup", "lookup-missing"]
    private static let propertyCalls = [
        "properties", "properties-nil", "property-get", "property-missing", "property-set", "property-remove",
    ]
    private static let concurrent = ["create-twice-concurrent", "destroy-during-create"]

    static let all: [Scenario] =
        pings(
            "ping", "ping-tcp", "ping-unrecoverable", "probe-gzip", "probe-ok-chunked",
            "probe-ok-no-content-type-no-length",
            "probe-ok-status-201", "probe-ok-trailing", "probe-error-connection-close",
            "probe-error-empty-object-500", "probe-error-lower-case-keys", "probe-error-no-length",
            "probe-error-service-unavailable-503", "probe-error-status-404-no-type",
            "probe-error-type-ignores-status", "probe-error-unknown-type") + badResponses
        + creates(
            "create-empty-spec", "create-error", "create-escapes", "create-full-spec", "create-service-unavailable",
            "probe-create-lower-case")
        + destroys(
            "error-container-not-found", "error-executable-not-found", "error-garden-error-wrapper",
            "error-pointer-container-not-found", "error-process-not-found", "error-service-unavailable",
            "error-unrecoverable", "error-untyped", "error-wrapped-container-not-found")
        + asks("Capacity", in: "capacity", "capacity-zero") { try await $0.capacity() }

    @Test("sees and sends what the original's client saw and sent", arguments: all)
    func replays(_ scenario: Scenario) async throws {
        let replay = try Replay(scenario.name)
        let transport: ScriptedServer.Transport = scenario.name == "ping-tcp" ? .tcp : .unix

        let seen = try await replay.server.serving(over: transport) { address in
            try await scenario.call(RemoteBackend(address), replay.requests)
        }

        let recorded = replay.transcript.observations(of: "client")
        #expect(seen.count == recorded.count)
        for (index, line) in seen.enumerated() {
            expectSame(line, as: recorded[index], instead: scenario.instead?[index], in: scenario.name)
        }
        expectSameRequests(replay)
    }

    @Test(
        "of a container sees and sends what the original's client saw and sent",
        arguments: infos)
    func info(_ name: String) async throws {
        let replay = try Replay(name)

        let info = try await replay.container { try await $0.info() }

        let observed = try #require(replay.transcript.observations(of: "client").last)
        #expect(info.wire.description == observed)
        expectSameRequests(replay)
    }

    @Test("of properties sees and sends what the original's client saw and sent")
    func properties() async throws {
        let some = try Replay("properties")
        let null = try Replay("properties-nil")
        let one = try Replay("property-get")
        let missing = try Replay("property-missing")
        let set = try Replay("property-set")
        let removed = try Replay("property-remove")
        let setValue = try PropertyValue(body: set.requests[0].body).value

        #expect(try await some.container { try await $0.properties() } == ["a": "", "foo": "bar"])
        #expect(try await null.container { try await $0.properties() } == [:])
        #expect(try await one.container { try await $0.property("some-key") } == "some value")
        await #expect(throws: GardenError.failed("property does not exist: some-key")) {
            try await missing.container { try await $0.property("some-key") }
        }
        try await set.container { try await $0.setProperty(set.requests[0].parameters.key, to: setValue) }
        try await removed.container { try await $0.removeProperty(removed.requests[0].parameters.key) }

        for replay in [some, null, set, removed] { expectSameRequests(replay) }
    }

    @Test("lists handles", arguments: listings)
    func lists(_ name: String) async throws {
        let replay = try Replay(name)
        let expected = try ListResponse(body: #require(replay.responses.first)).handles

        let handles = try await replay.server.serving { address in
            try await RemoteBackend(address).containers(matching: PropertyFilter())
        }

        #expect(handles.map(\.value) == expected)
        expectSameRequests(replay)
    }

    @Test("lists what a filter matches")
    func listsMatches() async throws {
        let replay = try Replay("list-filter")
        let filter = RequestTarget(parsing: replay.requests[0].target).query.filter

        _ = try await replay.server.serving { address in
            try await RemoteBackend(address).containers(matching: filter)
        }

        #expect(!filter.properties.isEmpty)
        expectSameRequests(replay)
    }

    @Test("makes calls at the same time", arguments: concurrent)
    func sameTime(_ name: String) async throws {
        let replay = try Replay(name)
        let isDestroy = replay.requests.map { $0.method == "DELETE" }

        let seen = try await replay.server.serving { address in
            let backend = RemoteBackend(address)
            return try await withThrowingTaskGroup(of: String.self) { group in
                for (request, isDestroy) in zip(replay.requests, isDestroy) {
                    group.addTask {
                        await Report.line(isDestroy ? "Destroy" : "Create") {
                            if isDestroy { return try await backend.destroy(Handle("some-handle")) }
                            _ = try await backend.create(ContainerSpec(body: request.body))
                        }
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }.sorted()
            }
        }

        #expect(seen == replay.transcript.observations(of: "client").filter { $0.contains(" -> ") }.sorted())
    }

    @Test("looks for a container in the list", arguments: lookUps)
    func looksUp(_ name: String) async throws {
        let replay = try Replay(name)

        let seen = try await replay.server.serving { address in
            await Report.line("Lookup") { _ = try await RemoteBackend(address).container(Handle("some-handle")) }
        }

        #expect(seen == replay.transcript.observations(of: "client").first)
        expectSameRequests(replay)
    }
}

extension Replay {
    /// Makes calls of the container that all recordings use.
    func container<T: Sendable>(_ work: @Sendable (any Container) async throws -> T) async throws -> T {
        try await server.serving { address in
            try await work(RemoteBackend(address).assumedContainer(Handle("some-handle")))
        }
    }

    /// The recorded bodies of plain responses.
    var responses: [[UInt8]] {
        transcript.connections.compactMap { RecordedMessage(parsing: $0.serverToClient)?.body }
    }
}
