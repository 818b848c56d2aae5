import Garden
import Logging
import Synchronization
import TrackerClient

/// What happens to containers while this server serves them.
extension RuntimeContainerizer {
    /// Remembers a container and follows what happens to it for as long as its tracker lives.
    func adopt(_ container: LiveContainer, as handle: Handle) {
        live.withLock { $0[handle] = container }
        Task {
            for await event in container.tracker.events where event != .trackerGone {
                container.note(event)
                tell(event, of: handle)
            }
            await connectionEnded(container, handle)
        }
    }

    private func tell(_ event: TrackerEvent, of handle: Handle) {
        switch event {
        case .processExited: break
        case .outputDropped(let id, let output, let bytes):
            log.warning(
                "process.output.dropped",
                metadata: ["handle": "\(handle)", "process": "\(id)", "stream": "\(output)", "bytes": "\(bytes)"])
        default: log.info("guardian.container.event", metadata: ["handle": "\(handle)", "event": "\(event)"])
        }
    }

    /// The end of the connection need not be the tracker's: one that was slow to answer, or had too much to tell, lives on,
    /// and with it the container. Clients of its processes were told, and attach again.
    private func connectionEnded(_ container: LiveContainer, _ handle: Handle) async {
        if live.withLock({ $0[handle] === container }) {
            do {
                try await takeUp(handle, insteadOf: container)
                await takeUpPeas(of: handle, by: live.withLock { $0[handle]?.tracker })
                return log.info("guardian.container.reconnected", metadata: ["handle": "\(handle)"])
            } catch {
                log.info("guardian.container.tracker-lost", metadata: ["handle": "\(handle)", "reason": "\(error)"])
            }
        }
        container.note(.trackerGone)
        // A later container of this handle has peas of its own.
        if live.withLock({ $0[handle] === container }) { await takeUpPeas(of: handle, by: nil) }
    }
}
