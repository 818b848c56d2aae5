import Garden
import Guardian
import GuardianTestSupport
import SystemPackage
import Testing

@Suite("Starting over what an earlier server left")
struct RestoreTests {
    private let fixture = GardenerFixture()

    private func record(_ name: String, _ state: ContainerRecord.State) throws -> StoredContainers.Item {
        var record = ContainerRecord(handle: try Handle(name), created: 1, bootID: "boot")
        record.state = state
        record.wasCreated = state != .creating
        return .init(record: record, properties: ["name": name])
    }

    @Test("takes up created containers, and finishes or undoes the others")
    func states() async throws {
        let items = [try record("made", .created), try record("half", .creating), try record("dying", .destroying)]
        fixture.records.loaded.answer { _ in StoredContainers(containers: items) }
        let gardener = fixture.gardener()

        await (try await gardener.start()).value

        #expect(
            try await gardener.containers(matching: PropertyFilter(["garden.state": "all"])).map(\.value) == ["made"])
        #expect(fixture.containerizer.restored.calls.map(\.value) == ["made"])
        #expect(Set(fixture.containerizer.destroyed.calls.map(\.value)) == ["half", "dying"])
        #expect(try await gardener.container(Handle("made")).properties()["name"] == "made")
    }

    @Test("sweeps what belongs to nobody, but nothing of a container whose record cannot be read")
    func sweep() async throws {
        let made = try record("made", .created)
        let unreadable = StoredContainers.Unreadable(
            handle: try Handle("garbled"), folder: "/aside")
        fixture.records.loaded.answer { _ in StoredContainers(containers: [made], unreadable: [unreadable]) }

        await (try await fixture.gardener().start()).value

        let kept = Set([try Handle("made"), try Handle("garbled")])
        #expect(fixture.containerizer.swept.calls == [kept])
        #expect(fixture.networker.swept.calls == [kept])
        #expect(fixture.volumizer.swept.calls == [kept])
    }

    @Test("lets nobody take the handle of a container whose record cannot be read")
    func unreadableHandle() async throws {
        let unreadable = StoredContainers.Unreadable(handle: try Handle("garbled"), folder: "/aside")
        fixture.records.loaded.answer { _ in StoredContainers(unreadable: [unreadable]) }
        let gardener = fixture.gardener()

        await (try await gardener.start()).value

        await #expect(throws: GuardianError.handleTaken("garbled")) {
            try await gardener.create(ContainerSpec(handle: "garbled"))
        }
        #expect(fixture.volumizer.created.calls.isEmpty)
    }

    @Test("after a reboot takes up a container's address and nothing else, and keeps it listed")
    func otherBoot() async throws {
        var item = try record("made", .created)
        item.record = ContainerRecord(handle: item.record.handle, created: 1, bootID: "another boot")
        item.record.state = .created
        item.record.wasCreated = true
        let stored = StoredContainers(containers: [item])
        fixture.records.loaded.answer { _ in stored }
        let gardener = fixture.gardener()

        await (try await gardener.start()).value

        #expect(fixture.networker.restored.calls == [item.record.handle])
        #expect(fixture.volumizer.restored.calls.isEmpty)
        #expect(fixture.containerizer.restored.calls.isEmpty)
        #expect(try await gardener.containers(matching: PropertyFilter()) == [item.record.handle])
    }

    @Test("keeps a container listed and destroyable whose parts cannot be taken up")
    func failingRestore() async throws {
        let made = try record("made", .created)
        fixture.records.loaded.answer { _ in StoredContainers(containers: [made]) }
        fixture.networker.restored.answer { _ in throw Refused() }
        fixture.containerizer.restored.answer { _ in throw Refused() }
        let gardener = fixture.gardener()

        await (try await gardener.start()).value

        #expect(try await gardener.containers(matching: PropertyFilter()) == [made.record.handle])
        try await gardener.destroy(made.record.handle)
        #expect(try await gardener.containers(matching: PropertyFilter()).isEmpty)
    }

    @Test("destroys everything when told to")
    func destroyOnStart() async throws {
        let made = try record("made", .created)
        fixture.records.loaded.answer { _ in StoredContainers(containers: [made]) }
        let gardener = fixture.gardener { $0.destroyOnStart = true }

        await (try await gardener.start()).value

        #expect(fixture.records.removed.calls == [made.record.handle])
    }

    @Test("cleaning up destroys all, sweeps, and says what resisted")
    func cleanUp() async throws {
        let items = [try record("a", .created), try record("b", .creating)]
        fixture.records.loaded.answer { _ in StoredContainers(containers: items) }
        fixture.volumizer.destroyed.answer { handle in
            if handle.value == "b" { throw Refused() }
        }

        let left = try await fixture.gardener().cleanUp()

        #expect(left == ["container b"])
        #expect(fixture.volumizer.swept.calls.map { Set($0.map(\.value)) } == [["b"]])
    }
}
