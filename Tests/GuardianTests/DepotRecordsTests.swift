import Garden
import Guardian
import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("Records in the depot")
struct DepotRecordsTests {
    private let folder: TemporaryDirectory
    private let layout: DepotLayout
    private let system: AsyncSystem
    private let handle: Handle

    init() throws {
        folder = try TemporaryDirectory("records")
        layout = DepotLayout(depot: folder.path.appending("depot"))
        system = try AsyncSystem.start()
        handle = try Handle("web-1")
        try Files.makeDirectory(layout.depot, mode: FilePermissions(rawValue: 0o755))
    }

    /// Records as a server that starts finds them.
    private var records: DepotRecords { DepotRecords(layout: layout, system: system) }

    private func record() -> ContainerRecord {
        ContainerRecord(handle: handle, created: 42, bootID: "boot", spec: ["image": "/image"])
    }

    private func file(_ name: String) -> FilePath { layout.folder(of: handle).appending(name) }

    @Test("are found again by the next server, sections, state and properties included")
    func roundTrip() async throws {
        let first = records
        try await first.create(record(), properties: ["color": "blue"])
        try await first.store(["address": "10.0.0.2"], as: .network, of: handle)
        try await first.setProperties(["color": "red"], of: handle)
        try await first.setState(.created, of: handle)

        let second = records
        let stored = try await second.load()

        let item = try #require(stored.containers.first)
        #expect(item.record.state == .created)
        #expect(item.record.wasCreated)
        #expect(item.record.created == 42)
        #expect(item.record.spec["image"] == "/image")
        #expect(item.properties == ["color": "red"])
        #expect(try await second.section(.network, of: handle) == ["address": "10.0.0.2"])
        #expect(stored.unreadable.isEmpty)
    }

    @Test("are for root's eyes only")
    func modes() async throws {
        try await records.create(record(), properties: [:])

        for name in ["container.json", "properties.json"] {
            #expect(try FileMode.of(file(name)) == 0o600, "\(name)")
        }
        #expect(try FileMode.of(layout.folder(of: handle)) == 0o755)
    }

    @Test("are gone when removed, and removing again is fine")
    func removal() async throws {
        let records = records
        try await records.create(record(), properties: [:])
        try Files.makeDirectories(file("processes/p"), mode: FilePermissions(rawValue: 0o700))

        try await records.remove(handle)
        try await records.remove(handle)

        #expect(try Files.entries(of: layout.depot).isEmpty)
        await #expect(throws: GardenError.containerNotFound(handle: "web-1")) {
            try await records.store([:], as: .volume, of: handle)
        }
    }

    @Test(
        "that cannot be read are moved aside whole and reported",
        arguments: ["", "{", "[]", #"{"version":1,"handle":"other","state":"created","created":1,"boot_id":"b"}"#])
    func unreadable(text: String) async throws {
        try await records.create(record(), properties: [:])
        try Files.write(
            Array(text.utf8), to: file("container.json"), mode: FilePermissions(rawValue: 0o600), durably: false)

        let stored = try await records.load()

        let aside = layout.unreadable.appending("web-1.1")
        #expect(stored.containers.isEmpty)
        #expect(stored.newlyUnreadable.count == 1)
        #expect(stored.unreadable == [.init(handle: handle, folder: aside)])
        #expect(try await records.load().unreadable == stored.unreadable)
        #expect(try Files.read(aside.appending("container.json")) == Array(text.utf8))
        #expect(try Files.entries(of: layout.depot).isEmpty)
    }

    @Test("leave alone what is no container's: files, and folders without a record")
    func foreign() async throws {
        let mode = FilePermissions(rawValue: 0o755)
        try Files.write([1], to: layout.depot.appending("notes"), mode: mode, durably: false)
        try Files.makeDirectory(layout.depot.appending("lost+found"), mode: mode)

        let stored = try await records.load()

        #expect(stored.containers.isEmpty)
        #expect(stored.unreadable.isEmpty)
        #expect(stored.foreign.map(\.lastComponent?.string) == ["lost+found", "notes"])
        #expect(try Files.entries(of: layout.depot).sorted() == ["lost+found", "notes"])
    }

    @Test("do not make a container where something else stands, and leave that alone")
    func occupied() async throws {
        let records = records
        try Files.makeDirectories(file("precious"), mode: FilePermissions(rawValue: 0o755))

        await #expect(throws: GuardianError.self) { try await records.create(record(), properties: [:]) }
        try await records.remove(handle)

        #expect(Files.exists(file("precious")))
    }

    @Test("clear away what a crash left of making or removing a folder", arguments: [".new-web-1", ".old-web-1"])
    func remains(name: String) async throws {
        let folder = layout.depot.appending(name)
        try Files.makeDirectory(folder, mode: FilePermissions(rawValue: 0o755))
        try Files.write(
            [1], to: folder.appending("properties.json"), mode: FilePermissions(rawValue: 0o600), durably: false)

        let stored = try await records.load()

        #expect(stored.containers.isEmpty)
        #expect(stored.foreign.isEmpty)
        #expect(try Files.entries(of: layout.depot).isEmpty)
    }

    @Test("take an empty or missing file of properties for none", arguments: [true, false])
    func noProperties(isMissing: Bool) async throws {
        try await records.create(record(), properties: ["a": "b"])
        if isMissing {
            try Files.remove(file("properties.json"))
        } else {
            try Files.write([], to: file("properties.json"), mode: FilePermissions(rawValue: 0o600), durably: false)
        }

        let stored = try await records.load()

        #expect(stored.containers.first?.properties == [:])
    }

    @Test("lose no section when many are stored at once")
    func concurrency() async throws {
        let records = records
        try await records.create(record(), properties: [:])

        try await withThrowingTaskGroup(of: Void.self) { group in
            for section in RecordSection.allCases {
                for number in 0..<20 {
                    group.addTask { try await records.store(.integer(number), as: section, of: handle) }
                }
            }
            try await group.waitForAll()
        }

        let sections = try #require(try await self.records.load().containers.first?.record.sections)
        #expect(sections.count == RecordSection.allCases.count)
    }
}
