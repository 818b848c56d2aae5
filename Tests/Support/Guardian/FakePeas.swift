public import Garden
public import Guardian
public import JSON
import Synchronization
import SystemPackage

/// The part of a fake containerizer that is about peas.
public struct FakePeaContainerizer: Sendable {
    /// Calls of `run`.
    public let ran = Stub<(ProcessSpec, PeaPlan), any Garden.Process> { _ in throw Unscripted(call: "run pea") }
    /// Calls of `restore`.
    public let restored = Stub<PeaRecord, Bool> { _ in true }
    /// Calls of `untilEnd`.
    public let awaited = Stub<Pea, Void> { _ in throw Unscripted(call: "untilEnd") }
    /// Calls of `usage`.
    public let weighed = Stub<Pea, ContainerUsage> { _ in ContainerUsage() }
    /// Calls of `destroy`.
    public let destroyed = Stub<Pea, Void> { _ in }
    /// Calls of `sweepPeas`.
    public let swept = Stub<(Handle, Set<Pea>), Void> { _ in }
}

extension FakeContainerizer {
    public func run(_ spec: ProcessSpec, as plan: PeaPlan) async throws -> any Garden.Process {
        try await peas.ran((spec, plan))
    }
    public func restore(_ record: PeaRecord) async throws -> Bool { try await peas.restored(record) }
    public func untilEnd(of pea: Pea) async throws { try await peas.awaited(pea) }
    public func usage(of pea: Pea) async throws -> ContainerUsage { try await peas.weighed(pea) }
    public func destroy(_ pea: Pea) async throws { try await peas.destroyed(pea) }
    public func sweepPeas(of handle: Handle, keeping peas: Set<Pea>) async throws {
        try await self.peas.swept((handle, peas))
    }
}

/// The part of a fake volumizer that is about peas.
public struct FakePeaVolumizer: Sendable {
    /// Calls of `create`.
    public let created = Stub<(Pea, RootFSSpec), RootFS> { _ in RootFS(path: "/pea-rootfs") }
    /// Calls of `restore`.
    public let restored = Stub<Pea, Void> { _ in }
    /// Calls of `destroy`.
    public let destroyed = Stub<Pea, Void> { _ in }
    /// Calls of `usage`.
    public let weighed = Stub<Pea, DiskMetrics> { _ in DiskMetrics() }
    /// Calls of `sweepPeas`.
    public let swept = Stub<(Handle, Set<Pea>), Void> { _ in }
}

extension FakeVolumizer {
    public func create(_ pea: Pea, _ spec: RootFSSpec) async throws -> RootFS { try await peas.created((pea, spec)) }
    public func restore(_ pea: Pea) async throws { try await peas.restored(pea) }
    public func destroy(_ pea: Pea) async throws { try await peas.destroyed(pea) }
    public func usage(of pea: Pea) async throws -> DiskMetrics { try await peas.weighed(pea) }
    public func sweepPeas(of handle: Handle, keeping peas: Set<Pea>) async throws {
        try await self.peas.swept((handle, peas))
    }
}

/// The part of fake records that is about peas.
public final class FakePeaRecords: Sendable {
    private let records = Mutex<[Pea: PeaRecord]>([:])
    /// Calls of `create`.
    public let creating = Stub<PeaRecord, Void> { _ in }
    /// Calls of `remove`.
    public let removed = Stub<Pea, Void> { _ in }
    /// Calls of `peas`; what it answers is added to what was created and not removed.
    public let listed = Stub<Handle, StoredPeas> { _ in StoredPeas() }

    /// The record of a pea, as it would be on disk.
    public subscript(pea: Pea) -> PeaRecord? {
        get { records.withLock { $0[pea] } }
        set { records.withLock { $0[pea] = newValue } }
    }

    /// All there are.
    public var all: [PeaRecord] { records.withLock { Array($0.values) } }
}

extension FakeRecords {
    public func create(_ record: PeaRecord) async throws {
        try await peas.creating(record)
        peas[record.pea] = record
    }

    public func peas(of handle: Handle) async throws -> StoredPeas {
        var stored = try await peas.listed(handle)
        for record in peas.all where record.pea.handle == handle && !stored.names.contains(record.pea) {
            stored.records.append(record)
        }
        return stored
    }

    public func remove(_ pea: Pea) async throws {
        try await peas.removed(pea)
        peas[pea] = nil
    }

    public func section(_ section: RecordSection, of pea: Pea) async throws -> JSONValue? {
        peas[pea]?.sections[section]
    }

    public func store(_ value: JSONValue, as section: RecordSection, of pea: Pea) async throws {
        guard var record = peas[pea] else { throw GardenError.containerNotFound(handle: pea.handle.value) }
        record.sections[section] = value
        peas[pea] = record
    }
}
