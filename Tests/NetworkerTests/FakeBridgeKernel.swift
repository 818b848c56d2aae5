import Linux
import Netlink
import Synchronization
import SystemPackage

@testable import Networker

/// Links in memory.
final class FakeBridgeKernel: BridgeKernel {
    struct Refused: Error {}

    struct State: Sendable {
        var links: [Link] = []
        var uplink: Uplink?
        var isForwarding = false
        /// By the host's end.
        var cables: [String: CablePlan] = [:]
        var processes: [String: PID] = [:]
        /// Names of functions that fail.
        var refused: Set<String> = []
    }

    private let state = Mutex(State())

    func change<Value: Sendable>(_ body: (inout sending State) -> sending Value) -> Value {
        state.withLock { body(&$0) }
    }

    var names: [String] { state.withLock { $0.links.map(\.name).sorted() } }

    func uplink(carrying address: IPv4Address?) throws -> Uplink? { state.withLock { $0.uplink } }

    func enableForwarding() throws { state.withLock { $0.isForwarding = true } }

    func ensureBridge(_ bridge: BridgePlan) throws {
        try state.withLock { state in
            try Self.check("ensureBridge", state)
            if !state.links.contains(where: { $0.name == bridge.name }) { Self.add(bridge.name, "bridge", to: &state) }
        }
    }

    func connect(_ cable: CablePlan, to process: PID) throws {
        try state.withLock { state in
            try Self.check("connect", state)
            guard let bridge = state.links.first(where: { $0.name == cable.bridge.name }) else { throw Refused() }
            Self.add(cable.host, "veth", to: &state)
            state.links[state.links.count - 1].master = bridge.index
            state.links[state.links.count - 1].alias = cable.handle
            state.cables[cable.host] = cable
            state.processes[cable.host] = process
        }
    }

    func reconnect(_ cable: CablePlan) throws {
        state.withLock { state in
            let bridge = state.links.first { $0.name == cable.bridge.name }
            if let port = state.links.firstIndex(where: { $0.name == cable.host }) {
                state.links[port].master = bridge?.index
            }
        }
    }

    func hasLink(_ name: String) throws -> Bool { names.contains(name) }

    func removeLink(_ name: String) throws {
        try state.withLock { state in
            try Self.check("removeLink", state)
            state.links.removeAll { $0.name == name }
        }
    }

    /// Its descriptor is readable from the start, as if the announcement had come; whoever believes that alone is wrong.
    func end(of name: String) throws -> (any LinkEnding)? { try hasLink(name) ? FakeLinkEnd() : nil }

    func links() throws -> [Link] { state.withLock { $0.links } }

    private static func check(_ function: String, _ state: State) throws {
        if state.refused.contains(function) { throw Refused() }
    }

    private static func add(_ name: String, _ kind: String, to state: inout State) {
        state.links.append(Link.fake(name, kind: kind, index: Int32(state.links.count + 10)))
    }
}

/// The end of a link that was announced already.
private final class FakeLinkEnd: LinkEnding {
    let descriptor: FileDescriptor

    init() throws {
        let pipe = try Pipe.make()
        try pipe.write.close()
        descriptor = pipe.read
    }

    deinit { descriptor.closeIgnoringErrors() }
}

extension Link {
    static func fake(
        _ name: String, kind: String?, index: Int32, master: Int32? = nil, alias: String? = nil
    ) -> Link {
        Link(index: index, name: name, kind: kind, mtu: 1500, isUp: true, master: master, alias: alias)
    }
}

/// A firewall in memory.
final class FakeFirewall: Firewall {
    struct State: Sendable {
        var isThere = false
        var members: Set<FirewallMember> = []
        var retained: Set<String>?
    }

    private let state = Mutex(State())

    var now: State { state.withLock { $0 } }

    func start() throws { state.withLock { $0.isThere = true } }

    func admit(_ member: FirewallMember) throws {
        state.withLock { state in
            state.isThere = true
            state.members.insert(member)
        }
    }

    func dismiss(_ member: FirewallMember, bridgeGoes: Bool) throws {
        state.withLock { _ = $0.members.remove(member) }
    }

    func retain(bridges: Set<String>) throws { state.withLock { $0.retained = bridges } }

    func remove() throws { state.withLock { $0 = State() } }
}
