public import Garden
public import JSON

/// Where the gardener and the components keep what must survive a crash.
///
/// A section is on disk when `store` returns, so a component that stores what it is about to make, and only then makes
/// it, can always find it again.
public protocol ContainerRecords: Sendable {
    /// A component's section of a container's record; nil when it never stored one.
    func section(_ section: RecordSection, of handle: Handle) async throws -> JSONValue?

    /// Stores a component's section, replacing what it stored before.
    ///
    /// - Throws: `GardenError.containerNotFound` when the container has no record.
    func store(_ value: JSONValue, as section: RecordSection, of handle: Handle) async throws
}

/// The components' sections of a record, by their names in `container.json`.
public enum RecordSection: String, Sendable, Hashable, CaseIterable {
    /// The containerizer's.
    case container
    /// The networker's.
    case network
    /// The volumizer's.
    case volume
}
