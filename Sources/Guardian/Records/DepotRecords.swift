public import Garden
public import JSON
import Linux
public import LinuxAsync
import Synchronization
public import SystemPackage

/// Records as files in the depot: `container.json` and `properties.json` in each container's folder.
///
/// Files are replaced whole (written beside, synced, renamed), so a reader after a crash sees the old or the new text.
public final class DepotRecords: RecordKeeping {
    /// Operators look at the depot; what is secret in it has modes of its own.
    private static let folderMode = FilePermissions(rawValue: 0o755)
    private static let secret = FilePermissions(rawValue: 0o600)
    private static let recordFile = "container.json"
    private static let propertiesFile = "properties.json"
    /// In front of a folder's name until its record is in it.
    private static let unfinished = ".new-"
    /// In front of a folder's name from when the container is no more.
    private static let finished = ".old-"

    private let layout: DepotLayout
    private let system: AsyncSystem
    /// The records as they are on disk. Writers of one container take their turns by `turns`.
    private let records = Mutex<[Handle: ContainerRecord]>([:])
    private let turns = KeyedLock<Handle>()

    /// Records in `layout`'s depot. `system` runs what blocks.
    public init(layout: DepotLayout, system: AsyncSystem) {
        (self.layout, self.system) = (layout, system)
    }

    /// A container's folder.
    public func folder(of handle: Handle) -> FilePath { layout.folder(of: handle) }

    /// Makes a container's folder, record and properties; the folder has its name only when they are in it.
    public func create(_ record: ContainerRecord, properties: [String: String]) async throws {
        let (layout, folder) = (layout, layout.folder(of: record.handle))
        try await turns.withLock(record.handle) {
            try await system.blocking {
                let unfinished = layout.depot.appending(Self.unfinished + record.handle.value)
                guard !Files.exists(folder) else {
                    throw GuardianError.unusableDepot(path: folder.string, reason: "something else stands there")
                }
                try Files.makeDirectory(unfinished, mode: Self.folderMode)
                try Self.write(Self.json(properties), to: unfinished.appending(Self.propertiesFile))
                try Self.write(record.json, to: unfinished.appending(Self.recordFile))
                try Files.rename(unfinished, to: folder)
                try Files.synchronize(layout.depot)
            }
            records.withLock { $0[record.handle] = record }
        }
    }

    /// Changes the state in a record.
    public func setState(_ state: ContainerRecord.State, of handle: Handle) async throws {
        try await change(handle) { record in
            record.state = state
            if state == .created { record.wasCreated = true }
        }
    }

    /// Changes the grace time in `container.json`.
    public func setGraceTime(_ time: Duration, of handle: Handle) async throws {
        try await change(handle) { $0.graceTime = time }
    }

    /// A component's section.
    public func section(_ section: RecordSection, of handle: Handle) async throws -> JSONValue? {
        records.withLock { $0[handle]?.sections[section] }
    }

    /// Stores a component's section.
    public func store(_ value: JSONValue, as section: RecordSection, of handle: Handle) async throws {
        try await change(handle) { $0.sections[section] = value }
    }

    /// Replaces the properties.
    public func setProperties(_ properties: [String: String], of handle: Handle) async throws {
        let file = layout.folder(of: handle).appending(Self.propertiesFile)
        try await turns.withLock(handle) {
            guard records.withLock({ $0[handle] }) != nil else {
                throw GardenError.containerNotFound(handle: handle.value)
            }
            try await system.blocking { try Self.write(Self.json(properties), to: file) }
        }
    }

    /// Removes a container's folder. One that no record of ours is in is left alone.
    public func remove(_ handle: Handle) async throws {
        let folder = layout.folder(of: handle)
        let unfinished = layout.depot.appending(Self.unfinished + handle.value)
        let finished = layout.depot.appending(Self.finished + handle.value)
        try await turns.withLock(handle) {
            let isOurs = records.withLock { $0[handle] != nil }
            try await system.blocking {
                for remains in [unfinished, finished] { try Files.removeTree(remains) }
                guard isOurs, Files.exists(folder) else { return }
                // At one stroke: a crash must not leave a folder that looks as if it were somebody else's.
                try Files.rename(folder, to: finished)
                try Files.removeTree(finished)
            }
            records.withLock { $0[handle] = nil }
        }
    }

    private func change(_ handle: Handle, _ edit: @Sendable (inout ContainerRecord) -> Void) async throws {
        let file = layout.folder(of: handle).appending(Self.recordFile)
        try await turns.withLock(handle) {
            guard var record = records.withLock({ $0[handle] }) else {
                throw GardenError.containerNotFound(handle: handle.value)
            }
            edit(&record)
            let changed = record
            try await system.blocking { try Self.write(changed.json, to: file) }
            records.withLock { $0[handle] = changed }
        }
    }

    private static func write(_ value: JSONValue, to file: FilePath) throws(LinuxError) {
        try Files.write(value.encoded() + [UInt8(ascii: "\n")], to: file, mode: secret, durably: true)
    }

    private static func json(_ properties: [String: String]) -> JSONValue {
        .object(JSONObject(properties.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}

extension DepotRecords {
    /// Reads the depot.
    public func load() async throws -> StoredContainers {
        let layout = layout
        let stored = try await system.blocking { try Self.read(layout) }
        records.withLock { records in
            for item in stored.containers { records[item.record.handle] = item.record }
        }
        return stored
    }

    private static func read(_ layout: DepotLayout) throws -> StoredContainers {
        var stored = StoredContainers()
        for name in try Files.entries(of: layout.depot).sorted() {
            let folder = layout.depot.appending(name)
            if name.hasPrefix(unfinished) || name.hasPrefix(finished) {
                try Files.removeTree(folder)
                continue
            }
            guard Files.exists(folder.appending(recordFile)) else {
                stored.foreign.append(folder)
                continue
            }
            do {
                stored.containers.append(try item(named: name, in: layout))
            } catch let error where isAboutContents(error) {
                try moveAside(name, in: layout, to: layout.unreadable)
                stored.newlyUnreadable.append("\(name): \(error)")
            }
        }
        stored.unreadable = try unreadable(in: layout)
        return stored
    }

    /// Whether the text is wrong, rather than the reading of it, which may well succeed the next time.
    private static func isAboutContents(_ error: any Error) -> Bool {
        switch error {
        case is JSONError, is GardenError, LinuxError.malformed: true
        default: false
        }
    }

    /// Everything that was moved aside and is still there: what belongs to it is not to be touched either.
    private static func unreadable(in layout: DepotLayout) throws -> [StoredContainers.Unreadable] {
        guard Files.exists(layout.unreadable) else { return [] }
        return try Files.entries(of: layout.unreadable).sorted().compactMap { name in
            guard let dot = name.lastIndex(of: "."), let handle = handle(String(name[..<dot])) else { return nil }
            return .init(handle: handle, folder: layout.unreadable.appending(name))
        }
    }

    private static func handle(_ name: String) -> Handle? {
        do { return try Handle(name) } catch { return nil }
    }

    private static func item(named name: String, in layout: DepotLayout) throws -> StoredContainers.Item {
        let handle = try Handle(name)
        let folder = layout.folder(of: handle)
        let file = folder.appending(recordFile)
        let json = try JSONValue(parsing: Files.read(file))
        guard let record = ContainerRecord(json: json, handle: handle) else {
            throw LinuxError.malformed(path: file.string, reason: "no record of \(name) that this version understands")
        }
        return .init(record: record, properties: try properties(in: folder))
    }

    /// An empty or missing file is a container without properties: nothing is lost that was ever kept.
    private static func properties(in folder: FilePath) throws -> [String: String] {
        let file = folder.appending(propertiesFile)
        guard Files.exists(file) else { return [:] }
        let bytes = try Files.read(file)
        if bytes.isEmpty { return [:] }
        guard let object = try JSONValue(parsing: bytes).object else {
            throw LinuxError.malformed(path: file.string, reason: "no JSON object")
        }
        return Dictionary(object.members.map { ($0.key, $0.value.string ?? "") }) { _, last in last }
    }

    /// The same name may be moved aside again, so a number is added until the place is free.
    private static func moveAside(_ name: String, in layout: DepotLayout, to folder: FilePath) throws {
        try Files.makeDirectories(folder, mode: FilePermissions(rawValue: 0o700))
        var number = 1
        while Files.exists(folder.appending("\(name).\(number)")) { number += 1 }
        try Files.rename(layout.depot.appending(name), to: folder.appending("\(name).\(number)"))
    }
}
