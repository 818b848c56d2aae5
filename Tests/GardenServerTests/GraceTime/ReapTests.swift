import Garden
import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("A container that was unused for too long", .timeLimit(.minutes(1)))
struct ReapTests {
    @Test("is destroyed, and the log says why")
    func reaped() async throws {
        try await GraceTimeFixture.serving { fixture in
            fixture.pass()

            let line = try await fixture.logged("info container.reaped")
            #expect(line == "info container.reaped grace_time=0.3 seconds handle=some-handle reason=grace time over")
            #expect(fixture.backend.destroyed.calls == [fixture.handle])
        }
    }

    @Test("is kept when its grace time is zero, or below", arguments: [0, -1])
    func zero(seconds: Int) async throws {
        try await ServerFixture.serving { server in
            let fixture = GraceTimeFixture(server: server, handle: try Handle("some-handle"))
            fixture.backend.graceTimeRead.answer { _ in .seconds(seconds) }

            try await fixture.create()
            try await fixture.send("GET /containers/some-handle/info")

            #expect(fixture.running(.zero) == 0)
            #expect(fixture.running(.seconds(seconds)) == 0)
        }
    }

    @Test("has the grace time that was asked for when the backend's cannot be read")
    func unknown() async throws {
        try await ServerFixture.serving { server in
            let fixture = GraceTimeFixture(server: server, handle: try Handle("some-handle"))
            fixture.backend.graceTimeRead.answer { _ in throw GardenError.failed("no record") }

            try await fixture.send("POST /containers", "{\"handle\":\"some-handle\",\"grace_time\":300000000}")

            #expect(fixture.running() == 1)
            let line = try await fixture.logged("error container.grace-time.unknown")
            #expect(line.contains("no record"))
        }
    }

    @Test("is left alone once a client has destroyed it")
    func destroyed() async throws {
        try await GraceTimeFixture.serving { fixture in
            try await fixture.send("DELETE /containers/some-handle")

            #expect(fixture.running() == 0)
        }
    }

    @Test("is reaped though a client failed to destroy it, no later for that")
    func destroyFailed() async throws {
        try await GraceTimeFixture.serving { fixture in
            fixture.backend.destroyed.answer { _ in throw GardenError.failed("busy") }
            try await fixture.send("DELETE /containers/some-handle", status: 500)
            #expect(fixture.begun() == 1)
            fixture.backend.destroyed.answer { _ in }

            fixture.pass()

            _ = try await fixture.logged("info container.reaped")
            #expect(fixture.backend.destroyed.calls.count == 2)
        }
    }

    @Test("is tried again, later each time, until it is destroyed")
    func retried() async throws {
        try await GraceTimeFixture.serving { fixture in
            fixture.backend.destroyed.answer { _ in throw GardenError.failed("busy") }

            var delay = GraceTimeFixture.time
            for seconds in [1, 2, 4, 8] {
                fixture.pass(delay)
                delay = .seconds(seconds)
                await fixture.wait(forBeginning: 1, of: delay)
            }
            fixture.backend.destroyed.answer { _ in }
            fixture.pass(delay)

            _ = try await fixture.logged("info container.reaped")
            let failure = try await fixture.logged("error container.reap.failed", count: 4)
            #expect(failure == "error container.reap.failed error=busy handle=some-handle reason=grace time over")
            #expect(fixture.backend.destroyed.calls.count == 5)
        }
    }

    @Test("has a new countdown when it is used after a failed attempt, but not a hasty one")
    func usedAfterFailure() async throws {
        try await GraceTimeFixture.serving { fixture in
            fixture.backend.destroyed.answer { _ in throw GardenError.failed("busy") }
            fixture.pass()
            await fixture.wait(forBeginning: 1, of: .seconds(1))

            try await fixture.send("GET /containers/some-handle/info")

            await fixture.wait(forBeginning: 2, of: .seconds(1))
            #expect(fixture.running(.seconds(1)) == 1)
            #expect(fixture.running() == 0)
        }
    }

    @Test("is not tried again when there was nothing to destroy")
    func gone() async throws {
        try await GraceTimeFixture.serving { fixture in
            fixture.backend.destroyed.answer { throw GardenError.containerNotFound(handle: $0.value) }

            fixture.pass()
            _ = try await fixture.logged("debug container.reap.needless")
            try await fixture.send("GET /containers/some-handle/info")

            #expect(fixture.running(.seconds(1)) == 0)
            #expect(fixture.begun() == 1)
        }
    }

    @Test("cannot be destroyed by a client meanwhile")
    func destroyDuringReap() async throws {
        try await GraceTimeFixture.serving { fixture in
            let gate = Gate()
            fixture.backend.destroyed.answer { _ in await gate.pass() }
            fixture.pass()
            await gate.wait()

            let answer = try await fixture.answer("DELETE /containers/some-handle")

            #expect(String(decoding: answer.body, as: UTF8.self).contains("container already being destroyed"))
            gate.open()
            _ = try await fixture.logged("info container.reaped")
            #expect(fixture.backend.destroyed.calls.count == 1)
        }
    }

    @Test("is not reaped while a client destroys it, but later if that fails")
    func reapDuringDestroy() async throws {
        try await GraceTimeFixture.serving { fixture in
            let gate = Gate()
            fixture.backend.destroyed.answer { _ in
                await gate.pass()
                throw GardenError.failed("busy")
            }
            let client = try await fixture.begin("DELETE /containers/some-handle")
            await gate.wait()

            fixture.pass()
            await fixture.wait(forBeginning: 1, of: .seconds(1))
            #expect(fixture.backend.destroyed.calls.count == 1)
            gate.open()
            _ = await client.response()
            fixture.backend.destroyed.answer { _ in }
            fixture.pass(.seconds(1))

            _ = try await fixture.logged("info container.reaped")
            #expect(fixture.backend.destroyed.calls.count == 2)
        }
    }

    @Test("is not confused with a newer one of its name")
    func replaced() async throws {
        try await GraceTimeFixture.serving { fixture in
            fixture.backend.graceTimeRead.answer { _ in .seconds(7) }

            try await fixture.create()

            #expect(fixture.running() == 0)
            #expect(fixture.running(.seconds(7)) == 1)
        }
    }

    @Test("is not confused with one that was made while it was being destroyed")
    func replacedDuringReap() async throws {
        try await GraceTimeFixture.serving { fixture in
            let gate = Gate()
            fixture.backend.destroyed.answer { _ in await gate.pass() }
            fixture.pass()
            await gate.wait()

            try await fixture.create()
            gate.open()
            _ = try await fixture.logged("info container.reaped")
            try await fixture.send("GET /containers/some-handle/info")

            #expect(fixture.running() == 1)
            #expect(fixture.begun() == 3)
        }
    }

    @Test("is forgotten when it was destroyed before its countdown began")
    func goneBeforeItBegins() async throws {
        try await ServerFixture.serving { server in
            let fixture = GraceTimeFixture(server: server, handle: try Handle("some-handle"))
            fixture.backend.graceTimeRead.answer { handle in
                guard fixture.begun() == 0 else { throw GardenError.containerNotFound(handle: handle.value) }
                return GraceTimeFixture.time
            }

            try await fixture.create()

            #expect(fixture.begun() == 1)
            #expect(fixture.running() == 0)
        }
    }

    @Test("is forgotten when it was made while it was destroyed")
    func destroyedWhileMade() async throws {
        try await ServerFixture.serving { server in
            let fixture = GraceTimeFixture(server: server, handle: try Handle("some-handle"))
            let (gate, isGone) = (Gate(), Monitor(false))
            fixture.backend.graceTimeRead.answer { handle in
                guard isGone.read({ !$0 }) else { throw GardenError.containerNotFound(handle: handle.value) }
                return GraceTimeFixture.time
            }
            fixture.backend.destroyed.answer { _ in
                await gate.pass()
                isGone.change { $0 = true }
            }

            let destroying = try await fixture.begin("DELETE /containers/some-handle")
            await gate.wait()
            try await fixture.create()
            #expect(fixture.running() == 1)
            gate.open()
            _ = await destroying.response()

            #expect(fixture.running() == 0)
        }
    }
}
