import LinuxAsync
import ProcessTracker
import Synchronization

/// One output stream of a process, for all who read it here. It has no task while nothing comes.
///
/// The rules are `OutputHubState`'s. Readers look for themselves whether there is something, one at a time, and are woken
/// when it is worth it.
final class OutputHub: Sendable {
    typealias ReaderID = OutputHubState.ReaderID
    typealias Waiter = CheckedContinuation<Void, any Error>

    struct State: Sendable {
        var rules: OutputHubState
        var source: OutputSource
        /// Whether the process has ended, and nothing in the pipe therefore is the end.
        var hasEnded = false
        /// Another process has the name now: what there is of this one is what we have.
        var isSuperseded = false
        var waiters: [ReaderID: Waiter] = [:]
        /// The waiters are woken when there is something to read.
        var isWatched = false
        /// A task looks whether anything is delivered.
        var isTimed = false
    }

    let link: TrackerLink
    private let name: ProcessName
    private let kind: OutputKind
    let state: Mutex<State>

    /// - Parameter source: what there is to read; nil: the tracker has the stream.
    init(_ name: ProcessName, _ kind: OutputKind, source: OutputSource?, link: TrackerLink) {
        (self.name, self.kind, self.link) = (name, kind, link)
        state = Mutex(State(rules: OutputHubState(isHeld: source != nil), source: source ?? OutputSource()))
    }

    deinit { state.withLock { $0.source.close() } }

    // MARK: readers

    /// One more who may read.
    func join() -> ReaderID { state.withLock { $0.rules.join() } }

    /// The next bytes for a reader; empty at the end.
    func read(_ id: ReaderID) async throws -> [UInt8] {
        var answer = try next(for: id)
        while true {
            switch answer {
            case .bytes(let bytes):
                watchDeliveries()
                #if DEBUG
                    FaultPoint.reach(.attachPeeked, name.value)
                #endif
                return bytes
            case .end: return []
            case .open:
                try await open()
                answer = try next(for: id)
            case .closed: throw AsyncSystemError.closed
            case .peek, .wait:
                if let found = try await change(for: id) { answer = found } else { answer = try next(for: id) }
            }
        }
    }

    /// So many bytes of a reader have reached its client.
    func delivered(_ id: ReaderID, _ count: Int) {
        #if DEBUG
            FaultPoint.reach(.attachSent, name.value)
        #endif
        change { state in state.rules.delivered(id, count) }
        #if DEBUG
            FaultPoint.reach(.attachConsumed, name.value)
        #endif
    }

    /// A reader does not read for now.
    func pause(_ id: ReaderID) {
        change { state in state.rules.pause(id) }
    }

    /// A reader goes for good; a read of it that waits throws. May be repeated.
    func leave(_ id: ReaderID) {
        change { state in state.rules.leave(id) }
    }

    /// Nobody came to read in the first moments.
    func giveUpWaiting() {
        change { state in state.rules.giveUpWaiting() }
    }

    /// What the process wrote until now is all that its output is.
    func processEnded() {
        change { state in
            state.hasEnded = true
            return OutputHubState.Effect()
        }
    }

    /// Another process has the name.
    func superseded() { state.withLock { $0.isSuperseded = true } }

    // MARK: looking

    /// What a reader is to do; never `.peek`, unless there is nothing and `watch` is to wake it.
    private func next(for id: ReaderID) throws -> OutputHubState.Answer {
        var effects = OutputHubState.Effect()
        defer { follow(effects) }
        return try state.withLock { state in try Self.step(id, &state, &effects) }
    }

    private static func step(
        _ id: ReaderID, _ state: inout State, _ effects: inout OutputHubState.Effect
    ) throws -> OutputHubState.Answer {
        let answer = state.rules.read(id)
        guard answer == .peek else { return answer }
        switch try state.source.look(hasEnded: state.hasEnded, upTo: OutputHubState.windowSize) {
        case .nothing: return .peek
        case .bytes(let bytes):
            let effect = state.rules.peeked(bytes)
            try state.source.consume(effect.consumed)
            effects = effect
        case .end(let forGood): effects = state.rules.ended(forGood: forGood)
        }
        return state.rules.read(id)
    }

    /// Waits until it is worth asking again.
    ///
    /// - Returns: what the reader is to do instead of waiting, if that has come up meanwhile: it was answered then, and what
    ///   it got by that it does not get again.
    private func change(for id: ReaderID) async throws -> OutputHubState.Answer? {
        var found: OutputHubState.Answer?
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                var effects = OutputHubState.Effect()
                let watched: Result<AsyncDescriptor?, any Error>? = state.withLock { state in
                    do {
                        // Once more, and under the same lock as the wait begins, so that nothing is missed.
                        let answer = try Self.step(id, &state, &effects)
                        guard answer == .peek || answer == .wait, effects == OutputHubState.Effect() else {
                            found = answer
                            return nil
                        }
                        state.waiters[id] = waiter
                        return .success(answer == .peek ? Self.watch(&state) : nil)
                    } catch {
                        return .failure(error)
                    }
                }
                follow(effects)
                switch watched {
                case nil: waiter.resume()
                case .failure(let error): waiter.resume(throwing: error)
                case .success(let stream): stream?.whenReadable { [weak self] in self?.wake($0) }
                }
                // A cancellation that came before found nobody to wake.
                if Task.isCancelled { cancel(id) }
            }
        } onCancel: {
            cancel(id)
        }
        return found
    }

    /// The stream that is to be watched from now on; nil when it is already.
    static func watch(_ state: inout State) -> AsyncDescriptor? {
        guard !state.isWatched else { return nil }
        state.isWatched = true
        return state.source.live
    }

    private func cancel(_ id: ReaderID) {
        state.withLock { $0.waiters.removeValue(forKey: id) }?.resume(throwing: CancellationError())
    }

    /// There is something to read, or the stream was closed.
    private func wake(_ result: Result<Void, any Error>) {
        var failure: (any Error)?
        if case .failure(let error) = result, error as? AsyncSystemError != .closed { failure = error }
        let waiters = state.withLock { state in
            state.isWatched = false
            return Self.takeWaiters(&state)
        }
        for waiter in waiters { waiter.resume(with: failure.map { .failure($0) } ?? .success(())) }
    }

    private static func takeWaiters(_ state: inout State) -> [Waiter] {
        defer { state.waiters = [:] }
        return Array(state.waiters.values)
    }

    // MARK: changing

    /// Changes something and does what follows; whoever waits asks again.
    func change(_ body: (inout State) -> OutputHubState.Effect) {
        let (effect, waiters) = state.withLock { state in
            let effect = body(&state)
            do {
                try state.source.consume(effect.consumed)
            } catch {
                // It comes once more; who waits for the next bytes learns what is wrong.
            }
            return (effect, Self.takeWaiters(&state))
        }
        follow(effect)
        for waiter in waiters { waiter.resume() }
    }

    /// Does what follows, but for what is taken out.
    private func follow(_ effect: OutputHubState.Effect) {
        if effect.droppedBytes > 0 { link.report(droppedBytes: effect.droppedBytes, of: name, kind) }
        guard effect.releases else { return }
        let (source, isSuperseded) = state.withLock { state in
            defer { state.source = OutputSource() }
            return (state.source, state.isSuperseded)
        }
        source.close()
        Task {
            if !isSuperseded { await link.release(name, kind) }
            change { state in
                state.rules.released()
                return OutputHubState.Effect()
            }
        }
    }

    private func open() async throws {
        do {
            let source = state.withLock { $0.isSuperseded } ? OutputSource() : try await link.open(name, kind)
            change { state in
                state.source = source
                return state.rules.opened()
            }
        } catch {
            change { state in
                state.rules.openFailed()
                return OutputHubState.Effect()
            }
            throw error
        }
    }
}
