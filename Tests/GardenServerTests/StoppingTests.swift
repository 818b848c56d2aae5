import Garden
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("Starting and stopping", .timeLimit(.minutes(1)))
struct StoppingTests {
    private let fixture = ServerFixture()

    @Test("lets clients connect before it serves")
    func listenBeforeServe() async throws {
        try await fixture.server.listen()
        let client = try await fixture.connect()
        try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(fixture.backend.pinged.calls.isEmpty)

        try await fixture.server.serve()

        #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
        await fixture.server.stop(within: .seconds(1))
    }

    @Test("refuses to serve before it listens, and to listen twice")
    func misuse() async throws {
        await #expect(throws: ServerError.notListening) { try await fixture.server.serve() }
        try await fixture.server.start()
        await #expect(throws: ServerError.alreadyUsed) { try await fixture.server.listen() }

        await fixture.server.stop(within: .seconds(1))
        await fixture.server.stop(within: .seconds(1))

        await #expect(throws: ServerError.notListening) { try await fixture.server.serve() }
        #expect(fixture.server.address == nil)
    }

    @Test("can be tried again after the address was taken")
    func retry() async throws {
        let other = ServerFixture()
        try await other.server.start()
        guard case .unixSocket(let path)? = other.server.address else { return #expect(Bool(false)) }
        let second = ServerFixture { $0.address = .unixSocket(UnixSocketAddress(path: path)) }

        await #expect(throws: ServerError.addressInUse(path: path)) { try await second.server.start() }
        await other.server.stop(within: .seconds(1))
        try await second.server.start()

        await second.server.stop(within: .seconds(1))
    }

    @Test("removes the socket file and closes idle connections")
    func idle() async throws {
        try await fixture.server.start()
        let client = try await fixture.connect()
        try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
        _ = await client.response()

        await fixture.server.stop(within: .seconds(1))

        #expect(await client.readToEnd().isEmpty)
        #expect(SocketFolder.mode(of: fixture.folder.socket) == nil)
    }

    @Test("answers what it has received")
    func inFlight() async throws {
        let isCreating = Recorder<Int>()
        let goOn = OneShot<Void>()
        fixture.backend.created.answer { _ in
            isCreating.record(1)
            _ = await goOn.value()
            return try Handle("h")
        }
        try await fixture.server.start()
        let client = try await fixture.connect()
        try await client.send("POST /containers HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}")
        await isCreating.wait(for: 1)

        let server = fixture.server
        async let stopped: Void = server.stop(within: .seconds(1))
        await fixture.scheduler.delays.wait(for: .seconds(1))
        #expect(SocketFolder.mode(of: fixture.folder.socket) == nil)
        goOn.resolve(())
        await stopped

        let response = try #require(await client.response())
        #expect(response.startLine == "HTTP/1.1 200 OK")
        #expect(response.headers["connection"] == "close")
        #expect(fixture.log.lines.entries.contains("info server.stopped complete=true"))
    }

    @Test("cuts off what takes too long")
    func bound() async throws {
        let isPinging = Recorder<Int>()
        let goOn = OneShot<Void>()
        fixture.backend.pinged.answer { _ in
            isPinging.record(1)
            _ = await goOn.value()
        }
        try await fixture.server.start()
        let client = try await fixture.connect()
        try await client.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n")
        await isPinging.wait(for: 1)

        let server = fixture.server
        async let stopped: Void = server.stop(within: .seconds(1))
        await fixture.scheduler.delays.wait(for: .seconds(1))
        fixture.scheduler.pass(.seconds(1))
        await stopped

        #expect(await client.readToEnd().isEmpty)
        #expect(fixture.log.lines.entries.contains("info server.stopped complete=false"))
        goOn.resolve(())
    }

    @Test("closes process connections without a word and leaves the processes alone")
    func processes() async throws {
        let process = FakeProcess()
        try await fixture.server.start()
        let client = try await fixture.run(process)
        let stdout = try await fixture.open("1/stdout")
        process.stdout.write("out")
        #expect(await stdout.read(3) == "out")

        await fixture.server.stop(within: .seconds(1))

        let text = String(decoding: await client.readToEnd(), as: UTF8.self)
        #expect(text.hasSuffix("\"stream_id\":\"1\"}\n"))
        #expect(await stdout.readToEnd().isEmpty)
        #expect(process.events.entries == [.detached])
    }

    @Test("does not wait for a process to read what a client that has left had sent it")
    func unreadInput() async throws {
        try await fixture.server.start()
        let (process, gate) = (FakeProcess(), Gate())
        process.inputWritten.answer { _ in await gate.pass() }
        let client = try await fixture.run(process, then: #"{"source":0,"data":"x"}"#)
        await gate.wait()
        await client.close()
        await fixture.scheduler.delays.wait(for: .seconds(10))

        await fixture.server.stop(within: .seconds(1))

        #expect(fixture.log.lines.entries.contains { $0.hasPrefix("info server.stopped complete=true") })
        gate.open()
    }

    @Test("does not wait for the output of a process that has ended and whose child holds it")
    func heldOutput() async throws {
        try await fixture.server.start()
        let process = FakeProcess()
        let client = try await fixture.run(process)
        process.exitKeepingOutput(0)
        _ = await client.readToEnd()

        await fixture.server.stop(within: .seconds(1))

        #expect(fixture.log.lines.entries.contains { $0.hasPrefix("info server.stopped complete=true") })
    }

    @Test("does not wait for a Run that ended with its own request", arguments: 1...20)
    func endedAtOnce(_ attempt: Int) async throws {
        try await fixture.server.start()
        fixture.script(FakeProcess())
        let client = try await fixture.connect()
        try await client.send(ServerFixture.runRequest + "]")
        _ = await client.readToEnd()

        await fixture.server.stop(within: .seconds(1))

        #expect(fixture.log.lines.entries.contains { $0.hasPrefix("info server.stopped complete=true") })
    }
}
