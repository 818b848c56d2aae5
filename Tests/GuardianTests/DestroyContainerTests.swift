import Garden
import Guardian
import GuardianTestSupport
import Testing

@Suite("Destroying a container")
struct DestroyContainerTests {
    private let fixture = GardenerFixture()

    @Test("attempts every part, keeps the container listed when one fails, and can be repeated")
    func attemptsEverything() async throws {
        let gardener = fixture.gardener()
        let handle = try await gardener.create(ContainerSpec(handle: "web-1"))
        fixture.containerizer.destroyed.answer { _ in throw Refused() }

        await #expect(throws: GuardianError.self) { try await gardener.destroy(handle) }

        #expect(fixture.networker.detached.calls == [handle])
        #expect(fixture.volumizer.destroyed.calls == [handle])
        #expect(fixture.records.removed.calls.isEmpty)
        #expect(try await gardener.containers(matching: PropertyFilter()) == [handle])
        fixture.containerizer.destroyed.answer { _ in }
        try await gardener.destroy(handle)
        #expect(fixture.records.removed.calls == [handle])
        #expect(try await gardener.containers(matching: PropertyFilter()).isEmpty)
    }

    @Test("of an unknown container is an error that names it")
    func unknown() async throws {
        let handle = try Handle("nobody")

        await #expect(throws: GardenError.containerNotFound(handle: "nobody")) {
            try await fixture.gardener().destroy(handle)
        }
    }

    @Test("waits for a creation of the same container")
    func waitsForCreation() async throws {
        let gardener = fixture.gardener()
        let handle = try Handle("web-1")
        let (started, startedContinuation) = AsyncStream<Void>.makeStream()
        let (goOn, goOnContinuation) = AsyncStream<Void>.makeStream()
        fixture.containerizer.created.answer { _ in
            startedContinuation.finish()
            for await _ in goOn {}
            return 42
        }

        let creation = Task { try await gardener.create(ContainerSpec(handle: "web-1")) }
        for await _ in started {}
        let destruction = Task { try await gardener.destroy(handle) }
        #expect(fixture.containerizer.destroyed.calls.isEmpty)
        goOnContinuation.finish()
        _ = try await creation.value
        try await destruction.value

        #expect(fixture.records[handle] == nil)
    }

    @Test("records that it began before anything is destroyed")
    func intentFirst() async throws {
        let gardener = fixture.gardener()
        let handle = try await gardener.create(ContainerSpec(handle: "web-1"))
        let records = fixture.records
        fixture.containerizer.destroyed.answer { handle in
            #expect(records[handle]?.state == .destroying)
        }

        try await gardener.destroy(handle)

        #expect(fixture.containerizer.destroyed.calls == [handle])
    }
}
