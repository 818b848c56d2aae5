import Garden
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("Slow clients", .timeLimit(.minutes(1)))
struct SlowClientTests {
    @Test("are closed without an answer when the head takes too long", arguments: ["", "GET /ping HTTP/1.1\r\nHos"])
    func slowHead(begun: String) async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()
            try await client.send(begun)
            let alarms = begun.isEmpty ? 1 : 2
            await fixture.scheduler.delays.wait { $0.count == alarms }

            fixture.scheduler.pass(.seconds(30))

            #expect(await client.readToEnd().isEmpty)
        }
    }

    @Test("may take as long as they like when there is no limit")
    func noLimit() async throws {
        try await ServerFixture.serving(ServerFixture { $0.headerTimeout = .zero }) { fixture in
            let client = try await fixture.connect()

            try await client.send("GET /ping HTTP/1.1\r\nHos")
            try await client.send("t: a\r\n\r\n")

            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
            #expect(fixture.scheduler.delays.entries.isEmpty)
        }
    }

    @Test("may be idle between requests")
    func idle() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await client.response()

            #expect(fixture.scheduler.pending(.seconds(30)) == 0)
        }
    }

    @Test("may send empty lines between requests, which begin none")
    func emptyLines() async throws {
        try await ServerFixture.serving(ServerFixture { $0.eventLoops = 1 }) { fixture in
            let client = try await fixture.connect()
            try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = await client.response()

            try await client.send("\r\n\n")
            try await fixture.ping(times: 10)

            #expect(fixture.scheduler.pending(.seconds(30)) == 0)
            try await client.send("\r\nG")
            // Two connections and twelve heads have begun.
            await fixture.scheduler.delays.wait { $0.count == 14 }
            fixture.scheduler.pass(.seconds(30))
            #expect(await client.readToEnd().isEmpty)
        }
    }

    @Test("of the original are closed some time after a Run that failed, which they forget to do")
    func failedRun() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()
            try await client.send(ServerFixture.runRequest)
            #expect(await client.response()?.startLine == "HTTP/1.1 500 Internal Server Error")
            await fixture.scheduler.delays.wait(for: .seconds(300))

            fixture.scheduler.pass(.seconds(300))

            #expect(await client.readToEnd().isEmpty)
        }
    }

    @Test("may use the connection again after a Run that failed")
    func reuse() async throws {
        try await ServerFixture.serving { fixture in
            let client = try await fixture.connect()
            try await client.send(ServerFixture.runRequest)
            _ = await client.response()
            await fixture.scheduler.delays.wait(for: .seconds(300))

            try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")

            #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
            #expect(fixture.scheduler.pending(.seconds(300)) == 0)
        }
    }
}
