import Synchronization

/// The archivers of one container, and the end of them: once closed, none runs and none can be started.
///
/// The container's cgroup alone would not do. An archiver that was started just before the container's end would move
/// into the cgroup between the killing and the removing.
final class ArchiverGate: Sendable {
    private struct State {
        var isClosed = false
        /// How many are between the decision to start them and being known in `running`.
        var starting = 0
        var running: [ObjectIdentifier: KillSwitch] = [:]
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Starts an archiver by `start`, which may fail.
    ///
    /// - Throws: what `start` throws; `ArchiverGate.Closed` when the container is on its way out.
    func start(_ start: () async throws -> ArchiverProcess) async throws -> ArchiverProcess {
        try state.withLock { state throws(Closed) in
            guard !state.isClosed else { throw Closed() }
            state.starting += 1
        }
        let archiver: ArchiverProcess
        do {
            archiver = try await start()
        } catch {
            settle(nil)
            throw error
        }
        let killSwitch = archiver.killSwitch
        settle(killSwitch)
        archiver.whenEnded { [weak self] in self?.forget(killSwitch) }
        return archiver
    }

    /// Kills what runs. Whatever was about to start has started and was killed, too, when this returns; all of them may
    /// take a moment yet to end.
    func close() async {
        await withCheckedContinuation { continuation in
            let (victims, isDone) = state.withLock { state in
                state.isClosed = true
                if state.starting > 0 { state.closers.append(continuation) }
                return (Array(state.running.values), state.starting == 0)
            }
            for victim in victims { victim.kill() }
            if isDone { continuation.resume() }
        }
    }

    /// One start has come to something, or to nothing.
    private func settle(_ killSwitch: KillSwitch?) {
        let closers = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.starting -= 1
            if let killSwitch { state.running[ObjectIdentifier(killSwitch)] = killSwitch }
            guard state.isClosed else { return [] }
            killSwitch?.kill()
            guard state.starting == 0 else { return [] }
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }

    private func forget(_ killSwitch: KillSwitch) {
        state.withLock { $0.running[ObjectIdentifier(killSwitch)] = nil }
    }

    /// The container is being destroyed.
    struct Closed: Error, CustomStringConvertible {
        var description: String { "the container is being destroyed" }
    }
}
