import Garden
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("Setting a grace time", .timeLimit(.minutes(1)))
struct SetGraceTimeTests {
    private func set(_ body: String, _ fixture: GraceTimeFixture, backendHas time: Duration) async throws {
        fixture.backend.container.graceTimeSet.answer { _ in
            fixture.backend.graceTimeRead.answer { _ in time }
        }
        try await fixture.send("PUT /containers/some-handle/grace_time", body)
    }

    @Test("lets the countdown begin anew with what the backend made of it")
    func restart() async throws {
        try await GraceTimeFixture.serving { fixture in
            try await set("5000000000", fixture, backendHas: .seconds(4))

            #expect(fixture.backend.container.graceTimeSet.calls == [.seconds(5)])
            #expect(fixture.running() == 0)
            #expect(fixture.running(.seconds(4)) == 1)
        }
    }

    @Test("to zero or less keeps the container for ever", arguments: ["0", "null", "-1"])
    func never(body: String) async throws {
        try await GraceTimeFixture.serving { fixture in
            let time = Duration.nanoseconds(body == "-1" ? -1 : 0)
            try await set(body, fixture, backendHas: time)
            try await fixture.send("GET /containers/some-handle/info")

            #expect(fixture.running() == 0)
            #expect(fixture.running(time) == 0)
            #expect(fixture.backend.destroyed.calls.isEmpty)
        }
    }

    @Test("begins a countdown where there was none")
    func fromZero() async throws {
        try await ServerFixture.serving { server in
            let fixture = GraceTimeFixture(server: server, handle: try Handle("some-handle"))
            try await fixture.create()

            try await set("200000000", fixture, backendHas: .milliseconds(200))
            fixture.pass(.milliseconds(200))

            _ = try await fixture.logged("info container.reaped")
        }
    }

    @Test("counts from the end of a use that is under way")
    func held() async throws {
        try await GraceTimeFixture.serving { fixture in
            let process = FakeProcess()
            let client = try await fixture.server.run(process)

            try await set("100000000", fixture, backendHas: .milliseconds(100))
            #expect(fixture.running(.milliseconds(100)) == 0)
            process.exit(0)
            _ = await client.readToEnd()
            await fixture.wait(forBeginning: 1, of: .milliseconds(100))

            #expect(fixture.running(.milliseconds(100)) == 1)
            #expect(fixture.running() == 0)
        }
    }

    @Test("reports the backend's error, and leaves the grace time as it was")
    func failure() async throws {
        try await GraceTimeFixture.serving { fixture in
            fixture.backend.container.graceTimeSet.answer { _ in throw GardenError.failed("disk full") }

            let answer = try await fixture.answer("PUT /containers/some-handle/grace_time", "5000000000")

            #expect(answer.startLine == "HTTP/1.1 500 Internal Server Error")
            #expect(String(decoding: answer.body, as: UTF8.self).contains("disk full"))
            #expect(fixture.running() == 1)
            #expect(fixture.running(.seconds(5)) == 0)
        }
    }

    @Test("twice at once ends with what the backend kept")
    func race() async throws {
        try await GraceTimeFixture.serving { fixture in
            // The value that is read first is out of date when it is told.
            let gate = Gate()
            fixture.backend.graceTimeRead.answer { _ in
                await gate.pass()
                return .seconds(1)
            }
            let first = try await fixture.begin("PUT /containers/some-handle/grace_time", "1000000000")
            await gate.wait()

            try await set("2000000000", fixture, backendHas: .seconds(2))
            gate.open()
            _ = await first.response()

            #expect(fixture.running(.seconds(2)) == 1)
            #expect(fixture.running(.seconds(1)) == 0)
        }
    }

    @Test("of a container that is not there changes nothing")
    func unknown() async throws {
        try await GraceTimeFixture.serving { fixture in
            fixture.backend.found.answer { throw GardenError.containerNotFound(handle: $0.value) }

            try await fixture.send("PUT /containers/some-handle/grace_time", "1", status: 404)

            #expect(fixture.begun() == 1)
        }
    }
}
