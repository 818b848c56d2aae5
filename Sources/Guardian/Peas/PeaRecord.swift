public import Garden
public import JSON

/// What is kept of a pea on disk, in `pea.json`, from before anything of it is made until nothing is left of it.
public struct PeaRecord: Sendable, Hashable {
    /// The format's version.
    public static let version = 1

    /// Its name.
    public let pea: Pea
    /// The id by which clients know the process.
    public let process: ProcessID
    /// When it was asked for: nanoseconds since 1970.
    public let created: Int64
    /// What the components stored.
    public var sections: [RecordSection: JSONValue] = [:]

    /// The record of a pea about to be made.
    public init(pea: Pea, process: ProcessID, created: Int64) {
        (self.pea, self.process, self.created) = (pea, process, created)
    }
}

extension PeaRecord {
    /// The text of `pea.json`.
    public var json: JSONValue {
        var object: JSONObject = [
            "version": .integer(Self.version), "process": .string(process.value), "created": .integer(created),
        ]
        for section in RecordSection.allCases { object[section.rawValue] = sections[section] }
        return .object(object)
    }

    /// Reads `pea.json`; nil when it is no record of a pea that this version understands.
    public init?(json: JSONValue, pea: Pea) {
        guard json["version"]?.integer(as: Int.self) == Self.version,
            let created = json["created"]?.integer(as: Int64.self),
            let name = json["process"]?.string, let process = Self.process(name)
        else { return nil }
        self.init(pea: pea, process: process, created: created)
        for section in RecordSection.allCases { sections[section] = json[section.rawValue] }
    }

    private static func process(_ name: String) -> ProcessID? {
        do { return try ProcessID(name) } catch { return nil }
    }
}

/// The peas of one container, as they were kept.
public struct StoredPeas: Sendable {
    /// Those whose records can be read.
    public var records: [PeaRecord] = []
    /// Those whose records cannot, and why: they may run, and end with their container.
    public var unreadable: [Pea: String] = [:]

    /// None.
    public init() {}

    /// All there are.
    public var names: Set<Pea> { Set(records.map(\.pea)).union(unreadable.keys) }
}
