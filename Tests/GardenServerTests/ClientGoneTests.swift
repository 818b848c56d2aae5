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

    @Test("over TCP is gone when it ends its side, as far as anyone can tell")
    func tcp() async throws {
        try await ServerFixture.serving(ServerFixture { $0.address = .tcp(host: "127.0.0.1", port: 0) }) { fixture in
            let isCreating = Recorder<Int>()
            let goOn = OneShot<Void>()
            fixture.backend.created.answer { _ in
                isCreating.record(1)
                _ = await goOn.value()
                return try Handle("made-by-the-server")
            }
            let client = try await fixture.connect()
            try await client.send(
                "POST /containers HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"
                    + "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
            await isCreating.wait(for: 1)
            try await client.halfClose()
            // The end of the client's side arrives before a request that is sent later on.
            let other = try await fixture.connect()
            for _ in 0..<10 {
                try await other.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
                _ = await other.response()
            }
            goOn.resolve(())

            await fixture.log.lines.wait { $0.contains { $0.contains("container.destroyed") } }

            #expect(await client.readToEnd().isEmpty)
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
