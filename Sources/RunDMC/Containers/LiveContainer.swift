import Garden
import Guardian
import Linux
import Synchronization
import TrackerClient

/// A container that this server can use: its tracker, and what it said so far.
final class LiveContainer: Sendable {
    private struct State: Sendable {
        var initProcess: PID?
        var stopReason: String?
        var events: [String] = []
        var processes: Set<String> = []
    }

    let section: ContainerSection
    let tracker: Tracker
    private let state: Mutex<State>

    init(section: ContainerSection, tracker: Tracker, initProcess: PID?) {
        (self.section, self.tracker) = (section, tracker)
        state = Mutex(State(initProcess: initProcess))
    }

    /// The init process.
    ///
    /// - Throws: `RunDMCError.stopped` when it is gone.
    func runningInit(of handle: Handle) throws -> PID {
        try state.withLock { state in
            guard let process = state.initProcess, state.stopReason == nil else {
                throw RunDMCError.stopped(handle: handle.value, reason: state.stopReason ?? "it never started")
            }
            return process
        }
    }

    /// Remembers the first reason for which nothing can run any more.
    func stop(because reason: String) {
        state.withLock { state in
            guard state.stopReason == nil else { return }
            state.stopReason = reason
            state.initProcess = nil
        }
    }

    func started(_ process: String) { state.withLock { _ = $0.processes.insert(process) } }

    func ended(_ process: String) { state.withLock { _ = $0.processes.remove(process) } }

    var status: ContainerStatus {
        state.withLock { state in
            ContainerStatus(
                initProcess: state.initProcess, isStopped: state.stopReason != nil, events: state.events,
                processes: state.processes.sorted())
        }
    }
}
