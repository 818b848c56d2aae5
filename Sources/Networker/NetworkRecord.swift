import Garden
import Guardian
import JSON
import Netlink

/// What is recorded of a container's network, before anything of it is made.
struct NetworkRecord: Sendable, Hashable {
    /// The container's address and its subnet.
    var lease: SubnetLease
    /// What its interfaces' names are made of.
    var id: String
    /// The largest packet, bytes.
    var mtu: Int
    /// The address that forwarded ports are reached at; empty: there is none.
    var external: String

    var addresses: NetworkAddresses {
        NetworkAddresses(container: "\(lease.address)", host: "\(lease.gateway)", external: external)
    }
}

extension NetworkRecord {
    /// The section of the record. The names are there for people, and for who must clean up without us.
    func json(_ names: InterfaceNames) -> JSONValue {
        [
            "id": .string(id),
            "subnet": .string("\(lease.subnet)"),
            "address": .string("\(lease.address)"),
            "gateway": .string("\(lease.gateway)"),
            "external": .string(external),
            "mtu": .integer(mtu),
            "bridge": .string(names.bridge(of: lease.subnet)),
            "host_interface": .string(names.host(id: id)),
            "container_interface": .string(names.container(id: id)),
        ]
    }

    /// Reads a section; nil when it is not one of ours.
    init?(_ json: JSONValue) {
        guard let subnet = json["subnet"]?.string.flatMap({ IPv4Network($0) }),
            let address = json["address"]?.string.flatMap({ IPv4Address($0) }), subnet.contains(address),
            let id = json["id"]?.string, let mtu = json["mtu"]?.integer(as: Int.self)
        else { return nil }
        let external = json["external"]?.string ?? ""
        self.init(lease: SubnetLease(subnet: subnet, address: address), id: id, mtu: mtu, external: external)
    }

    func bridge(_ names: InterfaceNames) -> BridgePlan {
        let gateway = InterfaceAddress(lease.gateway, prefixLength: lease.subnet.prefixLength)
        return BridgePlan(name: names.bridge(of: lease.subnet), gateway: gateway)
    }

    func cable(_ names: InterfaceNames, of handle: Handle) -> CablePlan {
        CablePlan(
            handle: handle.value, host: names.host(id: id), container: names.container(id: id), mtu: mtu,
            address: InterfaceAddress(lease.address, prefixLength: lease.subnet.prefixLength), bridge: bridge(names))
    }

    func member(_ names: InterfaceNames) -> FirewallMember {
        FirewallMember(bridge: names.bridge(of: lease.subnet), address: lease.address)
    }
}

/// What the host's interface to the world means for every container.
struct Outside: Sendable, Hashable {
    /// No container gets more by default: whatever is on the way carries this much.
    static let commonMTU = 1500

    /// The largest packet, bytes.
    var mtu: Int
    /// The address that forwarded ports are reached at; empty: there is none.
    var external: String

    /// The operator's word counts; the rest is as `uplink` has it.
    init(_ configuration: NetworkConfiguration, uplink: Uplink?) {
        mtu = configuration.mtu > 0 ? configuration.mtu : min(uplink?.mtu ?? Self.commonMTU, Self.commonMTU)
        external = (configuration.externalAddress ?? uplink?.address).map { "\($0)" } ?? ""
    }
}
