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
            try await remove(record, handle, neighbours)
            // While the record names addresses they are the container's: another server would take them again.
            if let section = try await records.section(.network, of: handle), !section.isNull {
                try await records.store(.null, as: .network, of: handle)
            }
            state.withLock { $0.ledger.release(handle) }
        }
    }

    /// Removes all at once. An address that is dismissed before its cable is gone cannot send any more, and that is all.
    private func remove(
        _ record: NetworkRecord, _ handle: Handle, _ neighbours: NetworkLedger.Neighbours
    ) async throws {
        let cable = record.cable(names, of: handle)
        let (isShared, bridgeGoes) = (neighbours == .sameAddress, neighbours == .none)
        async let cableIsGone: Void = removeLink(cable.host)
        async let bridgeIsGone: Void = bridgeGoes ? removeLink(cable.bridge.name) : ()
        async let isDismissed: Void = system.blocking { [firewall, names] in
            if !isShared { try firewall.dismiss(record.member(names), bridgeGoes: bridgeGoes) }
        }
        _ = try await (cableIsGone, bridgeIsGone, isDismissed)
    }

    /// Removes a link, and returns as soon as there is none of that name.
    ///
    /// The kernel does not return before it could free the link's memory (netdev_run_todo, rcu_barrier), long after
    /// nobody can see the link any more and all that it had is free for others. Nobody needs to wait for that.
    private func removeLink(_ name: String) async throws {
        guard let end = try await system.blocking({ [kernel] in try kernel.end(of: name) }) else {
            return try await system.blocking { [kernel] in _ = try kernel.removeLink(name) }
        }
        defer { withExtendedLifetime(end) {} }
        let announcement = Task { [system] in try await system.readable(end.descriptor) }
        // Lives on until the kernel returns. It cannot be stopped, not even by the end of this program.
        let removal = Task { [system, kernel] in
            defer { announcement.cancel() }
            try await system.blocking { try kernel.removeLink(name) }
        }
        do {
            try await announcement.value
            // Not only announced: asking waits until the kernel's lock for links is free, and so for all it does under it.
            if try await system.blocking({ [kernel] in try !kernel.hasLink(name) }) { return }
        } catch is CancellationError {
            // The kernel has returned: there was nothing to remove, or it refused.
        }
        try await removal.value
    }
}
