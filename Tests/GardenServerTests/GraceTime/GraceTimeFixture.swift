import Garden
import GuardianTestSupport
import Testing

@testable import GardenServer

/// A server whose containers have a grace time.
struct GraceTimeFixture: Sendable {
    static let time = Duration.milliseconds(300)

    let server: ServerFixture
    let handle: Handle
    var backend: FakeBackend { server.backend }

    /// Serves while `body` runs; there is one container, made by the API.
    static func serving(_ body: (GraceTimeFixture) async throws -> Void) async throws {
        try await ServerFixture.serving { server in
            let fixture = GraceTimeFixture(server: server, handle: try Handle("some-handle"))
            fixture.backend.graceTimeRead.answer { _ in time }
            try await fixture.create()
            try await body(fixture)
        }
    }

    /// How many countdowns of that length run.
    func running(_ time: Duration = time) -> Int { server.scheduler.pending(time) }

    /// How often a countdown of that length began.
    func begun(_ time: Duration = time) -> Int { server.scheduler.delays.entries.count { $0 == time } }

    /// Waits until a countdown of that length has begun `count` times in all.
    func wait(forBeginning count: Int, of time: Duration = time) async {
        await server.scheduler.delays.wait { $0.count { $0 == time } >= count }
    }

    /// Lets time pass.
    func pass(_ time: Duration = time) { server.scheduler.pass(time) }

    /// Waits for a line of the log that begins so, and returns it.
    func logged(_ beginning: String, count: Int = 1) async throws -> String {
        await server.log.lines.wait { $0.count { $0.hasPrefix(beginning) } >= count }
        return try #require(server.log.lines.entries.last { $0.hasPrefix(beginning) })
    }

    /// Makes the container by the API.
    func create(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        try await send("POST /containers", "{\"handle\":\"some-handle\"}", sourceLocation: sourceLocation)
    }

    /// Sends a request on a connection of its own and returns the answer's first line and body.
    func answer(_ call: String, _ body: String = "") async throws -> RecordedMessage {
        let client = try await begin(call, body)
        let answer = try #require(await client.response())
        await client.close()
        return answer
    }

    /// Sends a request, which must be answered with `status`.
    func send(
        _ call: String, _ body: String = "", status: Int = 200, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let line = try await answer(call, body).startLine
        #expect(line.hasPrefix("HTTP/1.1 \(status) "), sourceLocation: sourceLocation)
    }

    /// Sends a request whose answer is to come later.
    func begin(_ call: String, _ body: String = "") async throws -> RawClient {
        let client = try await server.connect()
        try await client.send("\(call) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        return client
    }
}

/// Lets a backend's call begin, and end when a test says so.
struct Gate: Sendable {
    let arrivals = Recorder<Int>()
    private let isOpen = OneShot<Void>()

    /// The call: it is there, and waits.
    func pass() async {
        arrivals.record(1)
        _ = await isOpen.value()
    }

    /// Lets all calls end.
    func open() { isOpen.resolve(()) }

    /// Waits until `count` calls are there.
    func wait(for count: Int = 1) async { await arrivals.wait { $0.count >= count } }
}
