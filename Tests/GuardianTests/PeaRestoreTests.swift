import Garden
import Guardian
import GuardianTestSupport
import Testing

@Suite("Peas of an earlier server", .timeLimit(.minutes(1)))
struct PeaRestoreTests {
    private let fixture = GardenerFixture()
    private let process = FakeProcess(id: "check")
    private let handle: Handle
    private let pea: Pea

    init() throws {
        handle = try Handle("web")
        pea = try Pea(in: handle, unique: "1")
        let process = process
        fixture.containerizer.peas.awaited.answer { _ in _ = try await process.wait() }
        fixture.containerizer.destroyed.answer { _ in process.exit(137) }
        fixture.records.peas[pea] = PeaRecord(pea: pea, process: try ProcessID("check"), created: 1)
    }

    private func leave(_ state: ContainerRecord.State = .created, boot: String = "boot") {
        var record = ContainerRecord(handle: handle, created: 1, bootID: boot)
        (record.state, record.wasCreated) = (state, true)
        let stored = StoredContainers(containers: [.init(record: record, properties: [:])])
        fixture.records.loaded.answer { _ in stored }
    }

    private func start() async throws -> Gardener {
        let gardener = fixture.gardener()
        await (try await gardener.start()).value
        return gardener
    }

    @Test("go on when they run, are known to the metrics, and are removed when they end")
    func running() async throws {
        leave()

        let gardener = try await start()
        let metrics = try await gardener.metrics(of: [try Handle("check")])
        let removedWhileItRan = fixture.records.peas.removed.calls
        process.exit(0)
        while !fixture.records.peas.all.isEmpty { await Task.yield() }

        #expect(fixture.volumizer.peas.restored.calls == [pea])
        #expect(throws: Never.self) { try metrics[try Handle("check")]?.get() }
        #expect(removedWhileItRan.isEmpty)
        #expect(fixture.containerizer.peas.destroyed.calls == [pea])
        #expect(fixture.volumizer.peas.destroyed.calls == [pea])
    }

    @Test("are removed when they have ended or were half made")
    func ended() async throws {
        leave()
        fixture.containerizer.peas.restored.answer { _ in false }

        _ = try await start()

        #expect(fixture.containerizer.peas.destroyed.calls == [pea])
        #expect(fixture.volumizer.peas.destroyed.calls == [pea])
        #expect(fixture.records.peas.all.isEmpty)
        #expect(fixture.volumizer.peas.restored.calls.isEmpty)
    }

    @Test("are removed after a reboot, though their container is kept")
    func otherBoot() async throws {
        leave(boot: "another")

        let gardener = try await start()

        #expect(fixture.containerizer.peas.restored.calls.isEmpty)
        #expect(fixture.records.peas.all.isEmpty)
        #expect(try await gardener.containers(matching: PropertyFilter()) == [handle])
    }

    @Test("of a container that cannot be taken up are kept until it is destroyed")
    func lostContainer() async throws {
        leave()
        fixture.containerizer.restored.answer { _ in throw Refused() }

        let gardener = try await start()
        let kept = fixture.records.peas.all.map(\.pea)
        try await gardener.destroy(handle)

        #expect(kept == [pea])
        #expect(fixture.containerizer.peas.destroyed.calls == [pea])
        #expect(fixture.records.peas.all.isEmpty)
    }

    @Test("go with a container that was half destroyed")
    func halfDestroyed() async throws {
        leave(.destroying)

        let gardener = try await start()

        #expect(fixture.containerizer.peas.destroyed.calls == [pea])
        #expect(fixture.records.peas.all.isEmpty)
        #expect(try await gardener.containers(matching: PropertyFilter(["garden.state": "all"])).isEmpty)
    }

    @Test("are no orphans, even when their records cannot be read")
    func sweep() async throws {
        leave()
        let garbled = try Pea(in: handle, unique: "2")
        fixture.records.peas.listed.answer { _ in
            var stored = StoredPeas()
            stored.unreadable = [garbled: "no JSON"]
            return stored
        }

        let gardener = try await start()

        #expect(fixture.containerizer.peas.swept.calls.map(\.1) == [[pea, garbled]])
        #expect(fixture.volumizer.peas.swept.calls.map(\.1) == [[pea, garbled]])
        #expect(fixture.containerizer.peas.destroyed.calls.isEmpty)
        fixture.records.peas.listed.answer { _ in
            var stored = StoredPeas()
            stored.unreadable = [garbled: "no JSON"]
            return stored
        }
        try await gardener.destroy(handle)
        #expect(Set(fixture.containerizer.peas.destroyed.calls) == [pea, garbled])
    }
}
