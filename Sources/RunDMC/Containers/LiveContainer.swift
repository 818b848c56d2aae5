import Garden
import Guardian
import Linux
import OCI
import Synchronization
import TrackerClient

/// A container that this server can use: its tracker, and what it said so far.
final class LiveContainer: Sendable {
    private struct State: Sendable {
        var section: ContainerSection
        var initProcess: PID?
        var stopReason: String?
        var events = ContainerEvents()
    }

    let bundle: RuntimeSpec
    let tracker: Tracker
    private let state: Mutex<State>

    init(section: ContainerSection, bundle: RuntimeSpec, tracker: Tracker) {
        (self.bundle, self.tracker) = (bundle, tracker)
        state = Mutex(State(section: section))
    }

    /// What the record says of it.
    var section: ContainerSection { state.withLock { $0.section } }

    /// What a section says once it is on disk.
    func stored(_ section: ContainerSection) { state.withLock { $0.section = section } }

    /// The init process.
    ///
    /// - Throws: `RunDMCError.stopped` when it is gone.
    func runningInit(of handle: Handle) throws -> PID {
        try state.withLock { state in
            guard let process = state.initProcess, state.stopReason == nil else {
                throw RunDMCError.stopped(handle: handle.value, reason: state.stopReason ?? "it does not run yet")
            }
            return process
        }
    }

    /// The init process as it was last known, whether it lives or not.
    var initProcess: PID? { state.withLock { $0.initProcess } }

    /// Why nothing can run any more; nil while it can.
    var stopReason: String? { state.withLock { $0.stopReason } }

    func run(_ process: PID) { state.withLock { $0.initProcess = process } }

    /// Remembers the first reason for which nothing can run any more.
    func stop(because reason: String) {
        let kills = tracker.memoryKills
        state.withLock { state in
            state.events.count(memoryKills: kills)
            guard state.stopReason == nil else { return }
            state.stopReason = reason
            state.events.add(reason)
        }
    }

    /// What streams its files.
    let archivers = ArchiverGate()

    func note(_ event: TrackerEvent) {
        switch event {
        case .initExited(let status): stop(because: Self.reason(initEnded: status))
        case .trackerGone: stop(because: "\(TrackerError.trackerGone)")
        case .processExited, .outOfMemory: break
        }
    }

    static func reason(initEnded status: ExitStatus) -> String { "its init ended with status \(status.code)" }

    /// The tracker's side is asked what it knows now: what explains the end of a process must show once that end is
    /// known, and the process must not.
    var status: ContainerStatus {
        let (kills, processes) = (tracker.memoryKills, tracker.processes)
        return state.withLock { state in
            state.events.count(memoryKills: kills)
            return ContainerStatus(
                initProcess: state.stopReason == nil ? state.initProcess : nil,
                isStopped: state.stopReason != nil || state.section.isStopped, events: state.events.texts,
                processes: processes.sorted())
        }
    }
}
