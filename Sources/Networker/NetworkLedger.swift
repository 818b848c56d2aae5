import Garden
import Netlink

/// Who has which subnet, address and id.
struct NetworkLedger: Sendable {
    private var pool: SubnetPool
    private var records: [Handle: NetworkRecord] = [:]
    private var ids: Set<String> = []

    init(range: IPv4Network) { pool = SubnetPool(range: range) }

    /// What a container has.
    subscript(handle: Handle) -> NetworkRecord? { records[handle] }

    /// Gives a container what it asks for; one that has something keeps it.
    mutating func allocate(
        _ request: SubnetRequest, to handle: Handle, outside: Outside
    ) throws(SubnetError) -> NetworkRecord {
        if let record = records[handle] { return record }
        let lease = try pool.allocate(request)
        var id = InterfaceNames.makeID()
        while ids.contains(id) { id = InterfaceNames.makeID() }
        let record = NetworkRecord(lease: lease, id: id, mtu: outside.mtu, external: outside.external)
        keep(record, for: handle)
        return record
    }

    /// Gives a container what an earlier server gave it.
    mutating func adopt(_ record: NetworkRecord, for handle: Handle) throws(SubnetError) {
        guard records[handle] == nil else { return }
        try pool.adopt(record.lease)
        keep(record, for: handle)
    }

    /// Keeps a subnet of a container that we know nothing else of from being given out.
    mutating func hold(_ subnet: IPv4Network) { pool.hold(subnet) }

    mutating func release(_ handle: Handle) {
        guard let record = records.removeValue(forKey: handle) else { return }
        ids.remove(record.id)
        pool.release(record.lease)
    }

    private mutating func keep(_ record: NetworkRecord, for handle: Handle) {
        records[handle] = record
        ids.insert(record.id)
    }
}

extension NetworkLedger {
    /// What must be left alone when a container's network is removed.
    enum Neighbours: Sendable, Hashable {
        /// Nobody else has an address in the subnet: the bridge goes too.
        case none
        /// Others have addresses in the subnet.
        case some
        /// The very address is another container's.
        case sameAddress
    }

    /// Who else is concerned when `record` of `handle` is removed.
    func neighbours(of handle: Handle, _ record: NetworkRecord) -> Neighbours {
        let isOurs = records[handle] != nil
        if !isOurs, pool.isTaken(record.lease) { return .sameAddress }
        return pool.users(of: record.lease.subnet) > (isOurs ? 1 : 0) ? .some : .none
    }

    /// The records of some containers, as far as they are known.
    func records(of handles: Set<Handle>) -> [NetworkRecord] { handles.compactMap { records[$0] } }
}
