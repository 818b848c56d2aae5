public import Garden
import Guardian
import Linux
import LinuxAsync
import ProcessTracker
import Synchronization
import TrackerClient

extension RuntimeContainerizer {
    /// Attaches to a process: see `Containerizing`.
    ///
    /// Where the tracker is gone, those that it saw the end of are still known by its files; of the others nobody can know
    /// any more.
    public func attach(_ id: ProcessID, in handle: Handle) async throws -> any Garden.Process {
        do {
            let container = try liveContainer(handle)
            let process = try await container.tracker.attach(id.value)
            #if DEBUG
                FaultPoint.reach(.attachAnswered, id.value)
            #endif
            return TrackedGardenProcess(id: id, process: process, forgetter: forgetter(of: container))
        } catch TrackerError.unknownProcess {
            throw GardenError.processNotFound(id: id.value)
        } catch TrackerError.trackerGone {
            return try await recorded(id, in: handle, otherwise: "\(TrackerError.trackerGone)")
        } catch RunDMCError.stopped(_, let reason) {
            return try await recorded(id, in: handle, otherwise: reason)
        }
    }

    /// Who removes a process's files once somebody was told how it ended; nil: they stay.
    func forgetter(of container: LiveContainer) -> Tracker? {
        configuration.forgetsProcesses ? container.tracker : nil
    }

    private func recorded(
        _ id: ProcessID, in handle: Handle, otherwise reason: String
    ) async throws -> any Garden.Process {
        guard let name = ProcessName(id.value) else { throw GardenError.processNotFound(id: id.value) }
        let files = TrackedFiles(folder: configuration.layout.folder(of: handle))
        let (status, isKnown) = try await system.blocking { (try files.exit(of: name), files.hasProcess(name)) }
        if let status { return EndedGardenProcess(id: id, status: status) }
        guard isKnown else { throw GardenError.processNotFound(id: id.value) }
        throw RunDMCError.stopped(handle: handle.value, reason: reason)
    }
}
