public import Garden
public import Guardian
public import JSON
import Synchronization
public import SystemPackage

/// Records in memory that can be told to fail.
public final class FakeRecords: RecordKeeping {
    private struct State: Sendable {
        var records: [Handle: ContainerRecord] = [:]
        var properties: [Handle: [String: String]] = [:]
    }

    private let state = Mutex(State())
    /// What `load` finds.
    public let loaded = Stub<Void, StoredContainers> { _ in StoredContainers() }
    /// Calls of `create`.
    public let creating = Stub<Handle, Void> { _ in }
    /// Calls of `setState`.
    public let stating = Stub<(Handle, ContainerRecord.State), Void> { _ in }
    /// Calls of `setGraceTime`.
    public let gracing = Stub<Duration, Void> { _ in }
    /// Calls of `remove`.
    public let removed = Stub<Handle, Void> { _ in }

    /// Nothing recorded.
    public init() {}

    /// The record of a container, as it would be on disk.
    public subscript(handle: Handle) -> ContainerRecord? { state.withLock { $0.records[handle] } }

    /// The properties of a container, as they would be on disk.
    public func storedProperties(of handle: Handle) -> [String: String]? { state.withLock { $0.properties[handle] } }

    public func load() async throws -> StoredContainers {
        let stored = try await loaded(())
        state.withLock { state in
            for item in stored.containers {
                state.records[item.record.handle] = item.record
                state.properties[item.record.handle] = item.properties
            }
        }
        return stored
    }

    public func create(_ record: ContainerRecord, properties: [String: String]) async throws {
        try await creating(record.handle)
        state.withLock { state in
            state.records[record.handle] = record
            state.properties[record.handle] = properties
        }
    }

    public func setState(_ state: ContainerRecord.State, of handle: Handle) async throws {
        try await stating((handle, state))
        self.state.withLock { $0.records[handle]?.state = state }
    }

    public func setGraceTime(_ time: Duration, of handle: Handle) async throws {
        try await gracing(time)
        state.withLock { $0.records[handle]?.graceTime = time }
    }

    public func setProperties(_ properties: [String: String], of handle: Handle) async throws {
        state.withLock { $0.properties[handle] = properties }
    }

    public func remove(_ handle: Handle) async throws {
        try await removed(handle)
        state.withLock { state in
            state.records[handle] = nil
            state.properties[handle] = nil
        }
    }

    public func folder(of handle: Handle) -> FilePath { FilePath("/depot").appending(handle.value) }

    public func section(_ section: RecordSection, of handle: Handle) async throws -> JSONValue? {
        state.withLock { $0.records[handle]?.sections[section] }
    }

    public func store(_ value: JSONValue, as section: RecordSection, of handle: Handle) async throws {
        state.withLock { state in
            if state.records[handle] == nil {
                state.records[handle] = ContainerRecord(handle: handle, created: 0, bootID: "boot")
            }
            state.records[handle]?.sections[section] = value
        }
    }
}
