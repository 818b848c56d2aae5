public import Garden
public import JSON
import Linux
import LinuxAsync
import SystemPackage

/// Records of peas: `pea.json` in a folder for each, in the container's.
extension DepotRecords {
    private static let peaFile = "pea.json"
    /// A bundle with a process's environment may stand beside the record.
    private static let secretFolder = FilePermissions(rawValue: 0o700)

    /// Makes a pea's folder and record.
    public func create(_ record: PeaRecord) async throws {
        let handle = record.pea.handle
        let (peas, folder) = (layout.peas(of: handle), layout.folder(of: record.pea))
        try await turns.withLock(handle) {
            guard has(handle) else { throw GardenError.containerNotFound(handle: handle.value) }
            try await system.blocking {
                try Files.makeDirectory(peas, mode: Self.secretFolder)
                try Files.makeNewDirectory(folder, mode: Self.secretFolder)
                try Self.write(record.json, to: folder.appending(Self.peaFile))
                try Files.synchronize(peas)
            }
        }
    }

    /// A component's section of a pea's record.
    public func section(_ section: RecordSection, of pea: Pea) async throws -> JSONValue? {
        let folder = layout.folder(of: pea)
        return try await system.blocking { try Self.record(of: pea, in: folder)?.sections[section] }
    }

    /// Stores a component's section of a pea's record.
    public func store(_ value: JSONValue, as section: RecordSection, of pea: Pea) async throws {
        let folder = layout.folder(of: pea)
        try await turns.withLock(pea.handle) {
            try await system.blocking {
                guard var record = try Self.record(of: pea, in: folder) else {
                    throw GardenError.containerNotFound(handle: pea.handle.value)
                }
                record.sections[section] = value
                try Self.write(record.json, to: folder.appending(Self.peaFile))
            }
        }
    }

    /// The records of a container's peas. A folder without a record is removed: nothing of that pea was made, or nothing
    /// is left.
    public func peas(of handle: Handle) async throws -> StoredPeas {
        let (layout, peas) = (layout, layout.peas(of: handle))
        return try await system.blocking {
            var stored = StoredPeas()
            guard Files.exists(peas) else { return stored }
            for name in try Files.entries(of: peas).sorted() {
                guard let pea = Pea(in: handle, named: name) else { continue }
                let folder = layout.folder(of: pea)
                do {
                    if let record = try Self.record(of: pea, in: folder) {
                        stored.records.append(record)
                    } else {
                        try Files.removeTree(folder)
                    }
                } catch let error where Self.isAboutContents(error) {
                    stored.unreadable[pea] = "\(error)"
                }
            }
            return stored
        }
    }

    /// Removes a pea's folder.
    public func remove(_ pea: Pea) async throws {
        let folder = layout.folder(of: pea)
        try await turns.withLock(pea.handle) { try await system.blocking { try Files.removeTree(folder) } }
    }

    private static func record(of pea: Pea, in folder: FilePath) throws -> PeaRecord? {
        let file = folder.appending(peaFile)
        guard Files.exists(file) else { return nil }
        guard let record = PeaRecord(json: try JSONValue(parsing: Files.read(file)), pea: pea) else {
            throw LinuxError.malformed(path: file.string, reason: "no record of a pea that this version understands")
        }
        return record
    }
}
