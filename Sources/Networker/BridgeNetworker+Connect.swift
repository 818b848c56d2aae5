public import Garden
public import Guardian
import JSON
public import Linux
import LinuxAsync
import Synchronization

extension BridgeNetworker {
    /// Connects the network namespace of `process`. What fails half-way is removed by `detach`.
    public func attach(_ handle: Handle, to process: PID) async throws {
        guard let record = try await record(of: handle) else { throw NetworkerError.notPrepared(handle) }
        let cable = record.cable(names, of: handle)
        let member = record.member(names)
        try await subnets.withLock(record.lease.subnet) { [system, kernel, firewall] in
            try await system.blocking {
                try firewall.admit(member)
                try kernel.ensureBridge(cable.bridge)
                try kernel.connect(cable, to: process)
            }
        }
    }

    /// Takes the container's addresses again, and repairs what is not as it was made. A container without a cable, as
    /// after a boot of the host, only keeps its addresses.
    public func restore(_ handle: Handle) async throws -> NetworkAddresses {
        guard let record = try await record(of: handle) else { return NetworkAddresses() }
        try state.withLock { state throws(SubnetError) in try state.ledger.adopt(record, for: handle) }
        let cable = record.cable(names, of: handle)
        let member = record.member(names)
        try await subnets.withLock(record.lease.subnet) { [system, kernel, firewall] in
            try await system.blocking {
                guard try kernel.hasLink(cable.host) else { return }
                try firewall.admit(member)
                try kernel.ensureBridge(cable.bridge)
                try kernel.reconnect(cable)
            }
        }
        return record.addresses
    }

    /// Removes the cable, the firewall's knowledge and, with its last container, the bridge; then gives the addresses
    /// back. The files went with the container's folder.
    public func detach(_ handle: Handle) async throws {
        guard let record = try await record(of: handle) else { return }
        try await subnets.withLock(record.lease.subnet) { [self] in
            let neighbours = state.withLock { $0.ledger.neighbours(of: handle, record) }
            try await system.blocking { [self] in try remove(record, handle, neighbours) }
            // While the record names addresses they are the container's: another server would take them again.
            if let section = try await records.section(.network, of: handle), !section.isNull {
                try await records.store(.null, as: .network, of: handle)
            }
            state.withLock { $0.ledger.release(handle) }
        }
    }

    private func remove(
        _ record: NetworkRecord, _ handle: Handle, _ neighbours: NetworkLedger.Neighbours
    ) throws {
        let cable = record.cable(names, of: handle)
        try kernel.removeLink(cable.host)
        guard neighbours != .sameAddress else { return }
        try firewall.dismiss(record.member(names), bridgeGoes: neighbours == .none)
        if neighbours == .none { try kernel.removeLink(cable.bridge.name) }
    }
}
