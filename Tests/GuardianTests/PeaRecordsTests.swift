import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("Records of peas in the depot")
struct PeaRecordsTests {
    private let folder: TemporaryDirectory
    private let layout: DepotLayout
    private let system: AsyncSystem
    private let handle: Handle
    private let record: PeaRecord

    init() async throws {
        folder = try TemporaryDirectory("pea-records")
        layout = DepotLayout(depot: folder.path.appending("depot"))
        system = try AsyncSystem.start()
        handle = try Handle("web")
        record = PeaRecord(
            pea: try Pea(in: handle, unique: "1"), process: try ProcessID("check"), created: 42)
        try Files.makeDirectory(layout.depot, mode: FilePermissions(rawValue: 0o755))
        try await records.create(
            ContainerRecord(handle: handle, created: 1, bootID: "boot"), properties: [:])
    }

    private var records: DepotRecords { DepotRecords(layout: layout, system: system) }

    private func loaded() async throws -> DepotRecords {
        let records = records
        _ = try await records.load()
        return records
    }

    @Test("are found again by the next server, with the sections that were stored")
    func roundTrip() async throws {
        let first = try await loaded()
        try await first.create(record)
        try await first.store(["pid": 7], as: .container, of: record.pea)
        try await first.store(["scheme": "raw"], as: .volume, of: record.pea)

        let second = try await loaded()
        let stored = try await second.peas(of: handle)

        let found = try #require(stored.records.first)
        #expect(stored.records.count == 1)
        #expect(found.pea == record.pea)
        #expect(found.process == record.process)
        #expect(found.created == 42)
        #expect(found.sections == [.container: ["pid": 7], .volume: ["scheme": "raw"]])
        #expect(try await second.section(.volume, of: record.pea) == ["scheme": "raw"])
    }

    @Test("are for root's eyes only")
    func modes() async throws {
        try await loaded().create(record)

        let pea = layout.folder(of: record.pea)
        #expect(try FileMode.of(layout.peas(of: handle)) == 0o700)
        #expect(try FileMode.of(pea) == 0o700)
        #expect(try FileMode.of(pea.appending("pea.json")) == 0o600)
    }

    @Test("are gone with all that is beside them, any number of times, and can be stored no more")
    func remove() async throws {
        let records = try await loaded()
        try await records.create(record)
        try Files.write(
            [1], to: layout.folder(of: record.pea).appending("config.json"), mode: .ownerReadWrite, durably: false)

        try await records.remove(record.pea)
        try await records.remove(record.pea)

        #expect(!Files.exists(layout.folder(of: record.pea)))
        #expect(try await records.section(.volume, of: record.pea) == nil)
        await #expect(throws: GardenError.self) { try await records.store([:], as: .volume, of: record.pea) }
    }

    @Test("that cannot be read are told of and left where they are; a folder without one is removed")
    func unreadable() async throws {
        let records = try await loaded()
        try await records.create(record)
        let file = layout.folder(of: record.pea).appending("pea.json")
        try Files.write([1, 2], to: file, mode: .ownerReadWrite, durably: false)
        let empty = try Pea(in: handle, unique: "2")
        try Files.makeDirectory(layout.folder(of: empty), mode: .ownerReadWriteExecute)
        let foreign = layout.peas(of: handle).appending("notes")
        try Files.write([1], to: foreign, mode: .ownerReadWrite, durably: false)

        let stored = try await records.peas(of: handle)

        #expect(stored.records.isEmpty)
        #expect(Array(stored.unreadable.keys) == [record.pea])
        #expect(try Files.read(file) == [1, 2])
        #expect(!Files.exists(layout.folder(of: empty)))
        #expect(Files.exists(foreign))
    }

    @Test("need a container's, and are listed as none where there is none")
    func unknownContainer() async throws {
        let other = try Handle("other")
        let stray = PeaRecord(pea: try Pea(in: other, unique: "1"), process: record.process, created: 1)
        let records = try await loaded()

        await #expect(throws: GardenError.containerNotFound(handle: "other")) { try await records.create(stray) }
        #expect(try await records.peas(of: other).names.isEmpty)
    }

    @Test(
        "have names that are a folder's, a cgroup's and a runtime's",
        arguments: [
            "pea-", "pea-A", "pea-a/b", "pea-..", "web", "", "pea-a,b", "pea-" + String(repeating: "a", count: 61),
        ])
    func names(name: String) {
        #expect(Pea(in: handle, named: name) == nil)
        #expect(Pea(in: handle, named: "pea-0f-9")?.name == "pea-0f-9")
    }
}
