import Garden
import Logging

/// Destroys containers that were unused for too long.
struct Reaper: Sendable {
    let backend: any ServableBackend
    let destroys: DestroyGuard
    let load: ServerLoad
    let log: Logger

    /// Begins to destroy a container, and tells `graceTimes` how that ends.
    ///
    /// Nothing is destroyed that has been used since its time was over, or that a client is destroying.
    func reap(_ handle: Handle, _ identity: GraceTimes.Identity, of graceTimes: GraceTimes) {
        load.begins()
        Task {
            await destroy(handle, identity, graceTimes)
            load.ends()
        }
    }

    private func destroy(_ handle: Handle, _ identity: GraceTimes.Identity, _ graceTimes: GraceTimes) async {
        var log = log
        log[metadataKey: "handle"] = "\(handle)"
        do {
            let isMine = try await destroys.destroyUnlessDestroyed(handle) {
                guard let time = graceTimes.beginReaping(handle, identity) else { return }
                try await destroy(handle, after: time, log)
                graceTimes.disarm(handle, identity)
            }
            if !isMine { graceTimes.skipReaping(handle, identity) }
        } catch {
            log.error("container.reap.failed", metadata: ["reason": "grace time over", "error": "\(error)"])
            graceTimes.reapFailed(handle, identity)
        }
    }

    private func destroy(_ handle: Handle, after time: Duration, _ log: Logger) async throws {
        do {
            try await backend.destroy(handle)
            log.info("container.reaped", metadata: ["reason": "grace time over", "grace_time": "\(time)"])
        } catch GardenError.containerNotFound {
            log.debug("container.reap.needless", metadata: ["reason": "gone already"])
        }
    }
}
