import Garden
import Synchronization

/// One output stream of a process, for the clients of one call.
///
/// Nothing is kept here: what no client has got stays with the backend. So nothing is read while nobody reads, and the
/// next piece only when the one before has left for its client; several clients get pieces in turn. A piece whose client
/// went away is handed to the next one, or given back.
final class OutputStream: Sendable {
    private struct State: Sendable {
        var turns = OutputTurns()
        /// Nil once it is over.
        var source: (any ProcessOutput)?
        var pump: Task<Void, Never>?
        var whenOver: [@Sendable () -> Void] = []
    }

    private let state: Mutex<State>
    private let reportFailure: @Sendable (any Error) -> Void

    /// The clients' view of `source`. When that cannot be read, `reportFailure` is called, and the stream ends.
    init(_ source: any ProcessOutput, reportFailure: @escaping @Sendable (any Error) -> Void) {
        state = Mutex(State(source: source))
        self.reportFailure = reportFailure
    }

    // MARK: the clients' side

    /// Sends to `reader`, too, until the stream ends or the reader goes; then the reader is ended.
    func open(_ reader: any OutputReader) { change { $0.comes(reader) } }

    /// `reader` has gone. A piece that it is getting it gets whole.
    func leave(_ reader: any OutputReader) { change { $0.goes(reader) } }

    // MARK: the session's side

    /// The client knows how the process ended: the readers get the end once they have all the rest.
    func tellEnd() { change { $0.tellsEnd() } }

    /// Those who read now are the last; without them it is over.
    func admitNoMore() { change { $0.admitsLast() } }

    /// Nothing more is read, and the readers are ended. The piece that is being sent still is, unless it is `cut`.
    func close(cut: Bool = false) { change { $0.closes(cut: cut) } }

    /// Calls `work` once nothing is read and sent any more, nor will be.
    func whenOver(_ work: @escaping @Sendable () -> Void) {
        let isOver = state.withLock { state in
            if state.source != nil { state.whenOver.append(work) }
            return state.source == nil
        }
        if isOver { work() }
    }

    private func change(_ body: (inout OutputTurns) -> OutputTurns.Step) {
        let (step, futile, works) = state.withLock { state in
            let step = body(&state.turns)
            if step.pumpBegins, let source = state.source {
                state.pump = Task { await self.pump(source) }
            }
            var works: [@Sendable () -> Void] = []
            if state.turns.isOver {
                swap(&works, &state.whenOver)
                (state.source, state.pump) = (nil, nil)
            }
            return (step, step.readIsFutile ? state.pump : nil, works)
        }
        futile?.cancel()
        for reader in step.leaving { reader.end() }
        for work in works { work() }
    }

    // MARK: the pump

    /// What it keeps while it waits for the process is kept for each stream that is read, so it calls other functions for
    /// the rest.
    private func pump(_ source: any ProcessOutput) async {
        do {
            while state.withLock({ $0.turns.readBegins() }) {
                let bytes = try await source.read()
                if bytes.isEmpty {
                    change { $0.sourceEnds() }
                } else {
                    guard await hand(bytes, of: source) else { break }
                }
            }
        } catch {
            failed(error)
        }
        // A pump that was cancelled too late ends as well; whoever came meanwhile gets another one.
        if state.withLock(\.turns.isToPause) { await source.pause() }
        change { $0.pumpEnds() }
    }

    /// Hands a piece to whose turn it is. Returns whether it has arrived; otherwise nobody is left.
    private func hand(_ bytes: [UInt8], of source: any ProcessOutput) async -> Bool {
        while let reader = state.withLock({ $0.turns.nextTaker() }) {
            do {
                try await reader.send(bytes)
                source.delivered(bytes.count)
                change { $0.pieceIsHanded(true) }
                return true
            } catch {
                // The client has gone; the next one gets the whole piece.
                change { $0.pieceIsHanded(false) }
            }
        }
        return false
    }

    private func failed(_ error: any Error) {
        guard !Task.isCancelled else { return }
        reportFailure(error)
        change { $0.sourceEnds() }
    }
}
