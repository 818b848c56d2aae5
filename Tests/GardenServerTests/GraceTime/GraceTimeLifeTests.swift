import Garden
import GuardianTestSupport
import Logging
import Testing

@testable import GardenServer

@Suite("Grace times when the server starts and stops", .timeLimit(.minutes(1)))
struct GraceTimeLifeTests {
    private let server = ServerFixture()

    private func fixture() throws -> GraceTimeFixture {
        GraceTimeFixture(server: server, handle: try Handle("some-handle"))
    }

    @Test("begin in full for the containers there are")
    func start() async throws {
        let fixture = try fixture()
        fixture.backend.listed.answer { _ in
            [try Handle("a"), try Handle("gone"), try Handle("broken"), try Handle("b")]
        }
        fixture.backend.graceTimeRead.answer { handle in
            switch handle.value {
            case "gone": throw GardenError.containerNotFound(handle: handle.value)
            case "broken": throw GardenError.failed("no record")
            default: GraceTimeFixture.time
            }
        }

        try await server.server.listen()
        #expect(fixture.running() == 0)
        try await server.server.serve()
        #expect(fixture.running() == 2)
        fixture.pass()
        _ = try await fixture.logged("info container.reaped", count: 2)

        #expect(fixture.backend.listed.calls == [PropertyFilter()])
        #expect(Set(fixture.backend.destroyed.calls.map(\.value)) == ["a", "b"])
        let line = try await fixture.logged("error container.grace-time.unknown")
        #expect(line.contains("handle=broken"))
        await server.server.stop(within: .seconds(1))
    }

    @Test("do not begin, and nothing is served, when the containers cannot be listed")
    func unlistable() async throws {
        server.backend.listed.answer { _ in throw GardenError.failed("no depot") }
        try await server.server.listen()

        await #expect(throws: GardenError.failed("no depot")) { try await server.server.serve() }

        await server.server.stop(within: .seconds(1))
    }

    @Test("no longer count once it stops")
    func stop() async throws {
        let fixture = try fixture()
        fixture.backend.graceTimeRead.answer { _ in GraceTimeFixture.time }
        try await server.server.start()
        try await fixture.create()
        let client = try await server.run(FakeProcess())
        try await fixture.send("POST /containers", "{\"handle\":\"other\"}")

        await server.server.stop(within: .seconds(1))

        _ = await client.readToEnd()
        #expect(fixture.running() == 0)
        #expect(fixture.backend.destroyed.calls.isEmpty)
    }

    @Test("let it wait for a container that is being destroyed")
    func reapUnderWay() async throws {
        let fixture = try fixture()
        let gate = Gate()
        fixture.backend.graceTimeRead.answer { _ in GraceTimeFixture.time }
        fixture.backend.destroyed.answer { _ in await gate.pass() }
        try await server.server.start()
        try await fixture.create()
        fixture.pass()
        await gate.wait()

        let server = server.server
        async let stopped: Void = server.stop(within: .seconds(1))
        await fixture.wait(forBeginning: 1, of: .seconds(1))
        gate.open()
        await stopped

        let events = fixture.server.log.lines.entries.filter {
            $0.hasPrefix("info container.reaped") || $0.hasPrefix("info server.stopped")
        }
        #expect(events.count == 2)
        #expect(events.last == "info server.stopped complete=true")
    }

    @Test("of containers that nobody will ever know are forgotten with them")
    func undelivered() async throws {
        let fixture = try fixture()
        let gate = Gate()
        fixture.backend.graceTimeRead.answer { _ in GraceTimeFixture.time }
        fixture.backend.created.answer { _ in
            await gate.pass()
            return try Handle("unknown")
        }
        try await server.server.start()
        let client = try await fixture.begin("POST /containers", "{}")
        await gate.wait()
        await client.close()
        _ = try await fixture.logged("debug connection.closed")

        gate.open()
        _ = try await fixture.logged("info container.destroyed")

        #expect(fixture.begun() == 1)
        #expect(fixture.running() == 0)
        await server.server.stop(within: .seconds(1))
    }

    @Test("of any length can be scheduled")
    func longest() async throws {
        let configuration = ServerConfiguration(address: .unixSocket(UnixSocketAddress(path: server.folder.socket)))
        let real = GardenServer(configuration: configuration, backend: server.backend, logger: Logger(label: "test"))
        server.backend.listed.answer { _ in [try Handle("a")] }
        server.backend.graceTimeRead.answer { _ in .nanoseconds(Int64.max) }

        try await real.start()
        guard let address = real.address else { return #expect(Bool(false)) }
        let client = try await RawClient.connect(to: address)
        try await client.send("GET /containers/a/info HTTP/1.1\r\nHost: a\r\n\r\n")

        #expect(await client.response()?.startLine == "HTTP/1.1 200 OK")
        await real.stop(within: .seconds(1))
        #expect(server.backend.destroyed.calls.isEmpty)
    }
}
