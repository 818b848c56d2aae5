import Garden
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("A use of a container", .timeLimit(.minutes(1)))
struct UseTests {
    static let uses = [
        ("GET", "info", ""), ("PUT", "stop", "{}"), ("GET", "limits/bandwidth", ""), ("GET", "limits/cpu", ""),
        ("GET", "limits/disk", ""), ("GET", "limits/memory", ""), ("POST", "net/in", "{}"), ("POST", "net/out", "{}"),
        ("POST", "net/out/bulk", "[]"), ("GET", "properties", ""), ("GET", "properties/k", ""),
        ("PUT", "properties/k", "{\"value\":\"v\"}"), ("DELETE", "properties/k", ""), ("GET", "metrics", ""),
        ("PUT", "grace_time", "300000000"),
    ]

    @Test("lets its countdown begin anew", arguments: uses)
    func restart(method: String, path: String, body: String) async throws {
        try await GraceTimeFixture.serving { fixture in
            try await fixture.send("\(method) /containers/some-handle/\(path)", body)

            #expect(fixture.begun() > 1)
            #expect(fixture.running() == 1)
        }
    }

    @Test(
        "is not what calls do that concern no single container",
        arguments: [
            "/ping", "/capacity", "/containers", "/containers/bulk_info?handles=some-handle",
            "/containers/bulk_metrics?handles=some-handle",
            "/containers/some-handle/processes/p/attaches/1/stdout",
            "/containers/some-handle/processes/p/attaches/1/stderr",
        ])
    func noUse(path: String) async throws {
        try await GraceTimeFixture.serving { fixture in
            try await fixture.send("GET \(path)")

            #expect(fixture.begun() == 1)
            #expect(fixture.running() == 1)
        }
    }

    @Test("is not what a malformed request does")
    func malformed() async throws {
        try await GraceTimeFixture.serving { fixture in
            try await fixture.send("PUT /containers/some-handle/stop", "{", status: 400)
            try await fixture.send("PUT /containers/some-handle/grace_time", "\"5s\"", status: 400)

            #expect(fixture.begun() == 1)
        }
    }

    @Test("that fails is one")
    func failure() async throws {
        try await GraceTimeFixture.serving { fixture in
            fixture.backend.container.informed.answer { _ in throw GardenError.failed("no") }

            try await fixture.send("GET /containers/some-handle/info", status: 500)

            #expect(fixture.begun() == 2)
            #expect(fixture.running() == 1)
        }
    }

    @Test("lets the countdown stand still; so do others at the same time")
    func nested() async throws {
        try await GraceTimeFixture.serving { fixture in
            let (info, metrics) = (Gate(), Gate())
            fixture.backend.container.informed.answer { _ in
                await info.pass()
                return ContainerInfo()
            }
            fixture.backend.container.measured.answer { _ in
                await metrics.pass()
                return Metrics()
            }

            let first = try await fixture.begin("GET /containers/some-handle/info")
            await info.wait()
            let second = try await fixture.begin("GET /containers/some-handle/metrics")
            await metrics.wait()
            #expect(fixture.running() == 0)
            info.open()
            _ = await first.response()
            #expect(fixture.running() == 0)
            metrics.open()
            _ = await second.response()

            #expect(fixture.running() == 1)
            #expect(fixture.begun() == 2)
        }
    }

    @Test("may begin before the create is answered")
    func early() async throws {
        try await ServerFixture.serving { server in
            let fixture = GraceTimeFixture(server: server, handle: try Handle("some-handle"))
            let gate = Gate()
            let process = FakeProcess()
            fixture.backend.graceTimeRead.answer { _ in
                await gate.pass()
                return GraceTimeFixture.time
            }
            let creator = try await fixture.begin("POST /containers", "{\"handle\":\"some-handle\"}")
            await gate.wait()

            let client = try await server.run(process)
            gate.open()
            _ = await creator.response()
            #expect(fixture.running() == 0)
            await client.close()
            await fixture.wait(forBeginning: 1)

            #expect(fixture.running() == 1)
        }
    }

    // MARK: processes

    @Test("lasts as long as a process with its client")
    func process() async throws {
        try await GraceTimeFixture.serving { fixture in
            let process = FakeProcess()
            let client = try await fixture.server.run(process)
            #expect(fixture.running() == 0)

            process.exit(0)
            _ = await client.readToEnd()
            await fixture.wait(forBeginning: 2)

            #expect(fixture.running() == 1)
            fixture.pass()
            let line = try await fixture.logged("info container.reaped")
            #expect(line.contains("handle=some-handle"))
        }
    }

    @Test(
        "ends when the client of a process goes, also behind the end of its input, and also when the process does not read",
        arguments: ["", "{\"source\":0}\n", "{\"source\":0,\"data\":\"x\"}\n"])
    func disconnect(payload: String) async throws {
        try await GraceTimeFixture.serving { fixture in
            let process = FakeProcess()
            let gate = Gate()
            process.inputWritten.answer { _ in await gate.pass() }
            let client = try await fixture.server.run(process, then: payload)
            if payload.contains("data") { await gate.wait() }
            #expect(fixture.running() == 0)

            await client.close()
            await fixture.wait(forBeginning: 2)

            #expect(fixture.running() == 1)
            gate.open()
        }
    }

    @Test("ends when the client knows how its process ended, however long its output is read")
    func outputIsHeld() async throws {
        try await GraceTimeFixture.serving { fixture in
            let process = FakeProcess()
            let client = try await fixture.server.run(process)

            process.exitKeepingOutput(0)
            _ = await client.readToEnd()
            await fixture.wait(forBeginning: 2)

            #expect(fixture.running() == 1)
            process.stdout.end()
            process.stderr.end()
        }
    }

    @Test("is attaching, too, and a Run or Attach that fails ends at once")
    func attach() async throws {
        try await GraceTimeFixture.serving { fixture in
            let process = FakeProcess()
            fixture.backend.container.attached.answer { _ in process }
            let client = try await fixture.begin("GET /containers/some-handle/processes/p")
            await client.wait { $0.contains(UInt8(ascii: "\n")) }
            _ = await client.response()
            #expect(fixture.running() == 0)
            await client.close()
            await fixture.wait(forBeginning: 2)

            try await fixture.send("POST /containers/some-handle/processes", "{\"path\":\"x\"}", status: 500)

            #expect(fixture.begun() == 3)
            #expect(fixture.running() == 1)
        }
    }

    @Test("of a container that is gone does nothing to a new one of its name")
    func replaced() async throws {
        try await GraceTimeFixture.serving { fixture in
            let process = FakeProcess()
            let client = try await fixture.server.run(process)
            try await fixture.send("DELETE /containers/some-handle")
            try await fixture.create()
            #expect(fixture.begun() == 2)

            process.exit(0)
            _ = await client.readToEnd()
            // What is scheduled when the session is over.
            await fixture.wait(forBeginning: 1, of: .seconds(60))

            #expect(fixture.begun() == 2)
            #expect(fixture.running() == 1)
        }
    }
}
