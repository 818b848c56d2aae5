import Garden
import Synchronization

/// The containers there are, in memory, so that listing and looking up cost no file and no fork.
///
/// A lock and not an actor: no operation here waits for anything. What is on disk goes ahead of what is in here.
final class ContainerTable: Sendable {
    /// One container.
    struct Entry: Sendable {
        var record: ContainerRecord
        var properties: [String: String] = [:]
        var addresses = NetworkAddresses()
    }

    private let entries = Mutex<[Handle: Entry]>([:])
    /// Handles of containers that may run though no record can be read of them.
    private let blocked = Mutex<Set<Handle>>([])
    private let limit: Int?

    /// A table that takes `limit` containers in any state; nil: as many as come.
    init(limit: Int?) { self.limit = limit }

    /// Takes a handle for a new container: the check and the taking are one step.
    func reserve(_ entry: Entry) throws(GuardianError) {
        let handle = entry.record.handle
        if blocked.withLock({ $0.contains(handle) }) { throw .handleTaken(handle.value) }
        let refusal: GuardianError? = entries.withLock { entries in
            if entries[handle] != nil { return .handleTaken(handle.value) }
            if let limit, entries.count >= limit { return .tooManyContainers(limit: limit) }
            entries[handle] = entry
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Keeps handles from being taken.
    func block(_ handles: some Sequence<Handle>) {
        blocked.withLock { $0.formUnion(handles) }
    }

    /// Takes in a container that is on disk already; the limit is for new ones.
    func adopt(_ entry: Entry) {
        entries.withLock { $0[entry.record.handle] = entry }
    }

    /// Changes an entry, if it is there.
    func update(_ handle: Handle, _ change: (inout Entry) -> Void) {
        entries.withLock { entries in
            guard var entry = entries[handle] else { return }
            change(&entry)
            entries[handle] = entry
        }
    }

    /// Gives a handle back.
    func release(_ handle: Handle) {
        entries.withLock { $0[handle] = nil }
    }

    subscript(handle: Handle) -> Entry? { entries.withLock { $0[handle] } }

    var all: [Entry] { entries.withLock { Array($0.values) } }
}
