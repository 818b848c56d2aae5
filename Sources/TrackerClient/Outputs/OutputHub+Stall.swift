import LinuxAsync
import Synchronization

/// What is done about readers that deliver nothing: they must not hold the process up for ever.
extension OutputHub {
    /// How long they may.
    private static let patience = Duration.seconds(10)

    /// Begins to look whether what was read is delivered, unless that is being done.
    func watchDeliveries() {
        let begins = state.withLock { state in
            defer { state.isTimed = true }
            return !state.isTimed
        }
        guard begins else { return }
        Task { [weak self, link] in
            var seen: UInt64?
            while let known = self?.deliveriesSoFar(unless: seen) {
                seen = known
                try await link.sleep(Self.patience)
            }
            guard let self, self.state.withLock({ $0.rules.isStalled }) else { return }
            try await goOn()
        }
    }

    /// How many deliveries there were; nil when there is nothing to look after any more, for now or because from now on the
    /// process goes on without them.
    ///
    /// - Parameter seen: how many there were the last time.
    private func deliveriesSoFar(unless seen: UInt64?) -> UInt64? {
        var isOver = false
        change { state in
            let rules = state.rules
            // A reader that waits for more has nothing left to deliver that holds up anybody.
            guard rules.hasReaders, rules.hold == .held, !state.isWatched else {
                isOver = true
                state.isTimed = false
                return OutputHubState.Effect()
            }
            guard seen == rules.deliveries, Self.mayHoldUp(state) else { return OutputHubState.Effect() }
            isOver = true
            return state.rules.stall()
        }
        return isOver ? nil : state.withLock { $0.rules.deliveries }
    }

    private static func mayHoldUp(_ state: State) -> Bool {
        do {
            return try state.source.mayHoldUp(state.rules.windowBytes)
        } catch {
            return false
        }
    }

    /// Takes out what comes, until somebody delivers something or nobody reads any more.
    private func goOn() async throws {
        defer { state.withLock { $0.isTimed = false } }
        while true {
            var stream: AsyncDescriptor?
            change { state in
                guard state.rules.isStalled, state.rules.hold == .held else { return OutputHubState.Effect() }
                do {
                    switch try state.source.look(hasEnded: state.hasEnded, upTo: OutputHubState.windowSize) {
                    case .bytes(let bytes):
                        stream = state.source.live
                        return state.rules.peeked(bytes)
                    case .end(let forGood): return state.rules.ended(forGood: forGood)
                    case .nothing: stream = state.source.live
                    }
                } catch {
                    // A reader gets it, when it reads.
                }
                return OutputHubState.Effect()
            }
            guard let stream else { return }
            try await stream.readable()
        }
    }
}
