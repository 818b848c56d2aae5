import JSON
import Synchronization

/// The firewall by nftables, without its command: one table for the whole server.
public final class NftablesFirewall: Firewall {
    private struct State: ~Copyable {
        let nftables: NftablesContext
        /// Who was admitted. If somebody flushes the host's rules, as a reload of a firewall does, all must come back.
        var members: Set<FirewallMember> = []
        /// Whether the table was made, as far as we know.
        var isInstalled = false
    }

    private let rules: NftablesRules
    private let state: Mutex<State>

    /// Speaks for the network namespace of this program from now on. Changes nothing yet.
    public init(_ configuration: NetworkConfiguration) throws {
        rules = NftablesRules(configuration)
        state = Mutex(State(nftables: try NftablesContext()))
    }

    /// Makes the table, or what is missing of it, in one transaction; sets keep their elements.
    public func start() throws {
        try state.withLock { try install(&$0) }
    }

    /// Adds the container to the sets. A table that somebody removed comes back, with everybody in it.
    public func admit(_ member: FirewallMember) throws {
        try state.withLock { state in
            state.members.insert(member)
            if state.isInstalled {
                do {
                    return try state.nftables.run(rules.admit(member), "admit \(member.address)")
                } catch {
                    // The table is not as we left it; putting all of it back says why if it cannot be done.
                    state.isInstalled = false
                }
            }
            try install(&state)
        }
    }

    /// Deletes the container from the sets; without a table there is nothing to delete.
    public func dismiss(_ member: FirewallMember, bridgeGoes: Bool) throws {
        try state.withLock { state in
            state.members.remove(member)
            do {
                let commands = rules.dismiss(member, bridgeGoes: bridgeGoes)
                try state.nftables.run(commands, "dismiss \(member.address)")
            } catch {
                guard try !isThere(state.nftables) else { throw error }
                state.isInstalled = false
            }
        }
    }

    /// Deletes everybody else from the sets, whoever put them there.
    public func retain(bridges: Set<String>) throws {
        try state.withLock { state in
            state.members = state.members.filter { bridges.contains($0.bridge) }
            guard try isThere(state.nftables) else { return }
            for set in NftablesRules.sets {
                let answer = try state.nftables.ask(rules.list(set), "list \(set)")
                guard let commands = rules.deleteStrangers(in: try JSONValue(parsing: answer), to: bridges) else {
                    continue
                }
                try state.nftables.run(commands, "delete what belongs to nobody")
            }
        }
    }

    /// Removes the table.
    public func remove() throws {
        try state.withLock { state in
            (state.members, state.isInstalled) = ([], false)
            try state.nftables.run(rules.remove, "remove table \(rules.table)")
        }
    }

    private func install(_ state: inout State) throws {
        try state.nftables.run(rules.install(state.members), "make table \(rules.table)")
        state.isInstalled = true
    }

    private func isThere(_ nftables: borrowing NftablesContext) throws -> Bool {
        let answer = try nftables.ask(NftablesRules.listTables, "list tables")
        return rules.isTable(in: try JSONValue(parsing: answer))
    }
}
