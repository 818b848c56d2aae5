public import Garden
public import SystemPackage

/// The gardener's side of the records: whole containers, while components see only their sections.
public protocol RecordKeeping: ContainerRecords {
    /// Reads all that is kept. What cannot be read is moved aside, reported and never deleted.
    func load() async throws -> StoredContainers

    /// Makes a container's folder with its record and properties. It is on disk when this returns.
    func create(_ record: ContainerRecord, properties: [String: String]) async throws

    /// Changes the state in a record. It is on disk when this returns.
    func setState(_ state: ContainerRecord.State, of handle: Handle) async throws

    /// Changes how long a container may be unused. It is on disk when this returns.
    func setGraceTime(_ time: Duration, of handle: Handle) async throws

    /// Replaces the properties. They are on disk when this returns.
    func setProperties(_ properties: [String: String], of handle: Handle) async throws

    /// Removes a container's folder with everything in it. Succeeds when there is none.
    func remove(_ handle: Handle) async throws

    /// A container's folder.
    func folder(of handle: Handle) -> FilePath
}

/// What an earlier server left.
public struct StoredContainers: Sendable {
    /// A container as it was kept.
    public struct Item: Sendable {
        /// Its record.
        public var record: ContainerRecord
        /// Its properties.
        public var properties: [String: String]
        /// One container as it was kept.
        public init(record: ContainerRecord, properties: [String: String]) {
            (self.record, self.properties) = (record, properties)
        }
    }

    /// A container whose record could not be read, now or by an earlier server. It may run.
    public struct Unreadable: Sendable, Hashable {
        /// The container.
        public var handle: Handle
        /// Where its folder is now.
        public var folder: FilePath
        /// A container whose record could not be read.
        public init(handle: Handle, folder: FilePath) { (self.handle, self.folder) = (handle, folder) }
    }

    /// The containers.
    public var containers: [Item]
    /// What was moved aside, and has not been put back or removed since.
    public var unreadable: [Unreadable]
    /// What was moved aside just now, and why: a line each.
    public var newlyUnreadable: [String] = []
    /// What stands in the depot and is no container's. It is left alone.
    public var foreign: [FilePath] = []

    /// What an earlier server left.
    public init(containers: [Item] = [], unreadable: [Unreadable] = []) {
        (self.containers, self.unreadable) = (containers, unreadable)
    }
}
