import Garden
import Guardian
import Linux
import OCI
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
    let bundle: RuntimeSpec
    let tracker: Tracker
    private let state = Mutex(State())

    init(section: ContainerSection, bundle: RuntimeSpec, tracker: Tracker) {
        (self.section, self.bundle, self.tracker) = (section, bundle, tracker)
    }

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

    func run(_ process: PID) { state.withLock { $0.initProcess = process } }

    /// Remembers the first reason for which nothing can run any more.
    func stop(because reason: String) {
        state.withLock { state in
            guard state.stopReason == nil else { return }
            state.stopReason = reason
            state.events.append(reason)
        }
    }

    func started(_ process: String) { state.withLock { _ = $0.processes.insert(process) } }

    /// What streams its files.
    let archivers = ArchiverGate()

    func note(_ event: TrackerEvent) {
        switch event {
        case .processExited(let id, _): state.withLock { _ = $0.processes.remove(id) }
        case .initExited(let status): stop(because: "its init ended with status \(status.code)")
        case .trackerGone: stop(because: "its tracker is gone")
        }
    }

    var status: ContainerStatus {
        state.withLock { state in
            ContainerStatus(
                initProcess: state.stopReason == nil ? state.initProcess : nil, isStopped: state.stopReason != nil,
                events: state.events, processes: state.processes.sorted())
        }
    }
}
