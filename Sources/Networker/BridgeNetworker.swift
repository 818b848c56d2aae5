public import Garden
public import Guardian
import JSON
import Linux
public import LinuxAsync
public import Logging
import Netlink
import Synchronization
import SystemPackage

/// Networks of bridges: a container has a cable to the bridge of its subnet, the host routes between them, and a
/// firewall says what may pass.
public final class BridgeNetworker: Networking {
    struct State: Sendable {
        var ledger: NetworkLedger
        /// Found by `start`.
        var outside: Outside
    }

    let configuration: NetworkConfiguration
    let names: InterfaceNames
    let records: any ContainerRecords
    let system: AsyncSystem
    let log: Logger
    let kernel: any BridgeKernel
    let firewall: any Firewall
    let state: Mutex<State>
    /// The first container of a subnet makes its bridge and the last one removes it, so those of one subnet follow one
    /// another. Only containers that asked for the same subnet share one.
    let subnets = KeyedLock<IPv4Network>()

    /// A networker for the network namespace that this program runs in.
    ///
    /// - Parameter firewall: nil for the built-in one.
    public convenience init(
        _ configuration: NetworkConfiguration, records: any ContainerRecords, host: NetworkHost,
        firewall: (any Firewall)? = nil
    ) throws {
        self.init(
            configuration, records: records, host: host,
            parts: (LinuxBridgeKernel(), try firewall ?? NftablesFirewall(configuration)))
    }

    init(
        _ configuration: NetworkConfiguration, records: any ContainerRecords, host: NetworkHost,
        parts: (kernel: any BridgeKernel, firewall: any Firewall)
    ) {
        self.configuration = configuration
        names = InterfaceNames(tag: configuration.tag)
        self.records = records
        (system, log) = (host.system, host.log)
        (kernel, firewall) = parts
        let outside = Outside(configuration, uplink: nil)
        state = Mutex(State(ledger: NetworkLedger(range: configuration.pool), outside: outside))
    }

    /// How many dynamic subnets there are, taken or not.
    public var capacity: Int? { SubnetPool(range: configuration.pool).capacity }

    /// Makes the firewall's common part and only then lets the host forward packets.
    public func start() async throws {
        let outside = try await system.blocking { [configuration, kernel, firewall] in
            let uplink = try kernel.uplink(carrying: configuration.externalAddress)
            try firewall.start()
            try kernel.enableForwarding()
            return Outside(configuration, uplink: uplink)
        }
        state.withLock { $0.outside = outside }
    }

    /// Chooses addresses and writes hosts and resolv.conf. When it fails nothing stays taken.
    public func prepare(_ handle: Handle, _ spec: NetworkSpec) async throws -> NetworkPlan {
        let request = try SubnetRequest(spec.request)
        let record = try state.withLock { state throws(SubnetError) in
            try state.ledger.allocate(request, to: handle, outside: state.outside)
        }
        do {
            try await records.store(record.json(names), as: .network, of: handle)
            let files = ContainerFiles(configuration, handle: handle, lease: record.lease)
            let mounts = try await system.blocking { try files.write(to: spec.folder, owner: spec.owner) }
            return NetworkPlan(addresses: record.addresses, mounts: mounts)
        } catch {
            await giveBack(handle)
            throw error
        }
    }

    /// What failed counts; that it could not be taken back is tried again when the container is destroyed.
    private func giveBack(_ handle: Handle) async {
        do {
            try await detach(handle)
        } catch {
            log.error(
                "guardian.network.give-back-failed", metadata: ["handle": "\(handle)", "error": "\(error)"])
        }
    }

    /// What a container has, from memory or else from its record.
    func record(of handle: Handle) async throws -> NetworkRecord? {
        if let record = state.withLock({ $0.ledger[handle] }) { return record }
        guard let section = try await records.section(.network, of: handle), !section.isNull else { return nil }
        guard let record = NetworkRecord(section) else { throw NetworkerError.malformedRecord(handle) }
        return record
    }
}

/// What a networker works with.
public struct NetworkHost: Sendable {
    /// Where its blocking calls run.
    public var system: AsyncSystem
    /// Where it tells what it decided on its own.
    public var log: Logger

    /// Threads and a log.
    public init(system: AsyncSystem, log: Logger) { (self.system, self.log) = (system, log) }
}
