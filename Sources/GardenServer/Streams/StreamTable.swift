/// The output streams of one Run.
struct ProcessStreams: Sendable {
    /// What clients find them by; it belongs to the call, not to the process.
    let id: String
    let stdout: OutputStream
    let stderr: OutputStream
}

/// The output streams that clients can open, by id.
final class StreamTable: Sendable {
    private struct State {
        var lastID: UInt64 = 0
        var streams: [String: ProcessStreams] = [:]
    }

    private let state = Monitor(State())
    private let limits: ServerConfiguration.StreamLimits
    private let scheduler: any Scheduling

    init(limits: ServerConfiguration.StreamLimits, scheduler: any Scheduling) {
        self.limits = limits
        self.scheduler = scheduler
    }

    /// Makes the streams of a call. Ids are decimal numbers from 1 up, never used twice.
    func open() -> ProcessStreams {
        let (stdout, stderr) = (stream(), stream())
        return state.change { state in
            state.lastID += 1
            let streams = ProcessStreams(id: String(state.lastID), stdout: stdout, stderr: stderr)
            state.streams[streams.id] = streams
            return streams
        }
    }

    /// The streams called `id`, unless they are gone or never were.
    func find(_ id: String) -> ProcessStreams? { state.read { $0.streams[id] } }

    /// How many calls have streams here.
    var count: Int { state.read(\.streams.count) }

    /// The call is over. Late readers still get what there is, for a while.
    func retire(_ streams: ProcessStreams) {
        scheduler.schedule(after: limits.retention) { [state] in
            state.change { _ = $0.streams.removeValue(forKey: streams.id) }
        }
    }

    private func stream() -> OutputStream {
        OutputStream(limit: limits.bufferedOutput, readerGrace: limits.readerGrace, scheduler: scheduler)
    }
}
