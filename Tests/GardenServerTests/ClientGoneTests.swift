import Garden
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("A client that goes away", .timeLimit(.minutes(1)))
struct ClientGoneTests {
    /// Sends a create, goes away while it is under way, and lets it end.
    private func create(_ body: String, _ fixture: ServerFixture) async throws {
        let isCreating = Recorder<Int>()
        let goOn = OneShot<Void>()
        fixture.backend.created.answer { spec in
            isCreating.record(1)
            _ = await goOn.value()
            return try Handle(spec.handle.isEmpty ? "made-by-the-server" : spec.handle)
        }
        let client = try await fixture.connect()
        try await client.send(
            "POST /containers HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        await isCreating.wait(for: 1)
        await client.close()
        await fixture.log.lines.wait { $0.contains { $0.contains("connection.closed") } }
        goOn.resolve(())
    }

    @Test("during a create leaves no container that nobody knows the name of")
    func unnamed() async throws {
        try await ServerFixture.serving { fixture in
            try await create("{}", fixture)

            await fixture.log.lines.wait { $0.contains { $0.contains("container.destroyed") } }

            #expect(fixture.backend.destroyed.calls == [try Handle("made-by-the-server")])
        }
    }

    @Test("during a create finds the container again whose name it chose")
    func named() async throws {
        try await ServerFixture.serving { fixture in
            try await create("{\"handle\":\"mine\"}", fixture)

            await fixture.log.lines.wait { $0.contains { $0.contains("container.kept") } }

            #expect(fixture.backend.destroyed.calls.isEmpty)
        }
    }

    /// Over TCP, sends an unnamed create with `rest` behind it, ends it when the server knows that the client's side is
    /// over, and does `leave` before.
    private func createOverTCP(
        _ fixture: ServerFixture, then rest: String = "", leave: (RawClient) async throws -> Void
    ) async throws -> RawClient {
        let isCreating = Recorder<Int>()
        let goOn = OneShot<Void>()
        fixture.backend.created.answer { _ in
            isCreating.record(1)
            _ = await goOn.value()
            return try Handle("made-by-the-server")
        }
        let client = try await fixture.connect()
        try await client.send("POST /containers HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}" + rest)
        await isCreating.wait(for: 1)
        try await leave(client)
        // The end of the client's side arrives before a request that is sent later on.
        try await fixture.ping(times: 10)
        goOn.resolve(())
        return client
    }

    private static func overTCP() -> ServerFixture {
        ServerFixture { $0.address = .tcp(host: "127.0.0.1", port: 0) }
    }

    @Test("over TCP gets its answers when it has only ended its side")
    func halfCloseOverTCP() async throws {
        try await ServerFixture.serving(Self.overTCP()) { fixture in
            let ping = "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n"
            let client = try await createOverTCP(fixture, then: ping) { try await $0.halfClose() }

            for _ in 0..<2 { #expect(await client.response()?.startLine == "HTTP/1.1 200 OK") }
            await fixture.scheduler.delays.wait(for: Connection.lingerTime)
            fixture.scheduler.pass(Connection.lingerTime)

            #expect(await client.readToEnd().isEmpty)
            await fixture.log.lines.wait { $0.filter { $0.contains("connection.closed") }.count == 2 }
            #expect(fixture.backend.destroyed.calls.isEmpty)
        }
    }

    @Test("over TCP during a create leaves no container that nobody knows the name of")
    func unnamedOverTCP() async throws {
        try await ServerFixture.serving(Self.overTCP()) { fixture in
            _ = try await createOverTCP(fixture) { await $0.close() }

            await fixture.log.lines.wait { $0.contains { $0.contains("container.destroyed") } }

            #expect(fixture.backend.destroyed.calls == [try Handle("made-by-the-server")])
        }
    }

    @Test("during a Run leaves the process running")
    func run() async throws {
        try await ServerFixture.serving { fixture in
            let process = FakeProcess()
            let isStarting = Recorder<Int>()
            let goOn = OneShot<Void>()
            fixture.backend.container.ran.answer { _ in
                isStarting.record(1)
                _ = await goOn.value()
                return process
            }
            let client = try await fixture.connect()
            try await client.send(ServerFixture.runRequest)
            await isStarting.wait(for: 1)
            await client.close()
            await fixture.log.lines.wait { $0.contains { $0.contains("connection.closed") } }

            goOn.resolve(())
            await process.events.wait(for: .detached)

            #expect(process.events.entries == [.detached])
        }
    }
}
