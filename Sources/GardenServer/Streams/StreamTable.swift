import Garden
import Logging

/// The output streams of one Run or Attach.
struct ProcessStreams: Sendable {
    /// What clients find them by; it belongs to the call, not to the process.
    let id: String
    let stdout: OutputStream
    let stderr: OutputStream

    /// The client knows how the process ended: readers get the end once they have all the rest.
    func tellEnd() {
        stdout.tellEnd()
        stderr.tellEnd()
    }

    /// Those who read now are the last.
    func admitNoMore() {
        stdout.admitNoMore()
        stderr.admitNoMore()
    }

    /// Nothing more is read. The pieces that are being sent still are, unless they are `cut`.
    func close(cut: Bool = false) {
        stdout.close(cut: cut)
        stderr.close(cut: cut)
    }

    /// Calls `work` once nothing is read and sent any more, nor will be.
    func whenOver(_ work: @escaping @Sendable () -> Void) {
        stdout.whenOver { [stderr] in stderr.whenOver(work) }
    }

    /// Waits until nothing is read and sent any more. Something must have closed them.
    func over() async {
        await withCheckedContinuation { continuation in
            whenOver { continuation.resume() }
        }
    }
}

/// The output streams that clients can open, by id.
final class StreamTable: Sendable {
    private struct State {
        var lastID: UInt64 = 0
        var streams: [String: ProcessStreams] = [:]
        /// Those of processes that have ended.
        var retired: Set<String> = []
        var isStopping = false
    }

    private let state = Monitor(State())
    private let retention: Duration
    private let scheduler: any Scheduling
    private let log: Logger

    /// - Parameter retention: how long streams can be opened once their process has ended.
    init(retention: Duration, scheduler: any Scheduling, log: Logger) {
        (self.retention, self.scheduler, self.log) = (retention, scheduler, log)
    }

    /// Makes the streams of a call. Ids are decimal numbers from 1 up, never used twice.
    func open(_ process: any Process) -> ProcessStreams {
        let id = state.change { state in
            state.lastID += 1
            return String(state.lastID)
        }
        let reportFailure = reporter(process.id, id)
        let streams = ProcessStreams(
            id: id, stdout: OutputStream(process.standardOutput, reportFailure: reportFailure),
            stderr: OutputStream(process.standardError, reportFailure: reportFailure))
        state.change { $0.streams[id] = streams }
        return streams
    }

    /// The streams called `id`, unless they are gone or never were.
    func find(_ id: String) -> ProcessStreams? { state.read { $0.streams[id] } }

    /// How many calls have streams here.
    var count: Int { state.read(\.streams.count) }

    /// The process has ended, and the client knows. Who comes late still gets what there is, for a while.
    ///
    /// - Parameter leave: called once nobody reads any more, nor will.
    func retire(_ streams: ProcessStreams, _ leave: @escaping @Sendable () -> Void) {
        let isStopping = state.change { state in
            state.retired.insert(streams.id)
            return state.isStopping
        }
        let alarm = scheduler.schedule(after: retention) { [weak self] in
            self?.remove(streams)
            streams.admitNoMore()
        }
        streams.whenOver { [weak self] in
            alarm.cancel()
            self?.remove(streams)
            leave()
        }
        if isStopping { streams.admitNoMore() }
    }

    /// Nobody can open them any more.
    func remove(_ streams: ProcessStreams) {
        state.change { state in
            state.streams.removeValue(forKey: streams.id)
            state.retired.remove(streams.id)
        }
    }

    /// The server stops: nobody comes late any more.
    func stop() {
        let retired = state.change { state in
            state.isStopping = true
            return state.retired.compactMap { state.streams[$0] }
        }
        for streams in retired { streams.admitNoMore() }
    }

    private func reporter(_ process: ProcessID, _ id: String) -> @Sendable (any Error) -> Void {
        { [log] error in
            log.error(
                "process.output.failed",
                metadata: ["process": "\(process)", "stream": "\(id)", "error": "\(error)"])
        }
    }
}
