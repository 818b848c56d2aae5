public import Garden
import Guardian
import LinuxAsync
import Logging
import Netlink
import Synchronization

extension BridgeNetworker {
    /// Removes links and rules that bear this server's tag and belong to none of `handles`.
    ///
    /// A container whose record cannot be read is known by the name on its cable: it keeps its bridge, and its subnet is
    /// not given out.
    public func sweep(keeping handles: Set<Handle>) async throws {
        var records: [NetworkRecord] = []
        for handle in handles {
            do {
                if let record = try await record(of: handle) { records.append(record) }
            } catch NetworkerError.malformedRecord {
                // As good as a record that cannot be read.
            }
        }
        let plan = SweepPlan(names: names, records: records, handles: handles)
        let (removed, subnets) = try await system.blocking { [kernel, firewall] in
            let links = try kernel.links()
            let orphans = plan.orphans(among: links)
            for name in orphans { try kernel.removeLink(name) }
            if handles.isEmpty {
                try firewall.remove()
            } else {
                try firewall.retain(bridges: plan.bridges(among: links))
            }
            return (orphans, plan.unknownSubnets(among: links))
        }
        state.withLock { state in
            for subnet in subnets { state.ledger.hold(subnet) }
        }
        if !removed.isEmpty {
            log.warning("guardian.network.swept", metadata: ["links": "\(removed.joined(separator: " "))"])
        }
    }
}

/// Which links are to stay.
struct SweepPlan: Sendable {
    private let names: InterfaceNames
    private let ids: Set<String>
    private let aliases: Set<String>
    private let recordedBridges: Set<String>

    init(names: InterfaceNames, records: [NetworkRecord], handles: Set<Handle>) {
        self.names = names
        ids = Set(records.map(\.id))
        aliases = Set(handles.map(\.value))
        recordedBridges = Set(records.map { names.bridge(of: $0.lease.subnet) })
    }

    /// The names of links that belong to nobody: cables first, then bridges.
    func orphans(among links: [Link]) -> [String] {
        let cables = links.filter { isCable($0) && !isKept($0) }.map(\.name)
        let kept = bridges(among: links)
        let bridges = links.filter { isBridge($0) && !kept.contains($0.name) }.map(\.name)
        return cables + bridges
    }

    /// The names of bridges to keep, whether they exist or not.
    func bridges(among links: [Link]) -> Set<String> {
        let ports = Set(links.filter { isCable($0) && isKept($0) }.compactMap(\.master))
        return recordedBridges.union(links.filter { isBridge($0) && ports.contains($0.index) }.map(\.name))
    }

    /// The first four addresses of subnets whose containers are kept, though no record tells of them.
    func unknownSubnets(among links: [Link]) -> [IPv4Network] {
        bridges(among: links).subtracting(recordedBridges).compactMap { name in
            guard case .bridge(let base) = names.owned(name) else { return nil }
            return IPv4Network(around: base, prefixLength: 30)
        }
    }

    private func isBridge(_ link: Link) -> Bool {
        guard case .bridge = names.owned(link.name) else { return false }
        return link.kind == "bridge"
    }

    private func isCable(_ link: Link) -> Bool {
        guard case .host = names.owned(link.name) else { return false }
        return link.kind == "veth"
    }

    private func isKept(_ link: Link) -> Bool {
        if let alias = link.alias, aliases.contains(alias) { return true }
        guard case .host(let id) = names.owned(link.name) else { return false }
        return ids.contains(id)
    }
}
