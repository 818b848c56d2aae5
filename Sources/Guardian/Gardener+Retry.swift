import Garden
import Logging

/// Destroying again what resisted, when nobody else will ask for it.
extension Gardener {
    /// Goes on to destroy containers, in the background, for as long as this program runs: one that was never whole is
    /// hidden from clients, and holds its handle and address.
    func retryLater(_ handles: [Handle]) {
        for handle in handles {
            guard let entry = table[handle], entry.record.state == .destroying else { continue }
            Task { await keepDestroying(entry.record) }
        }
    }

    private func keepDestroying(_ record: ContainerRecord) async {
        var pause = configuration.retryPauses.lowerBound
        while isLeft(record) {
            do { try await Task.sleep(for: pause) } catch { return }
            do {
                try await lifecycle.withLock(record.handle) {
                    // Somebody else may have destroyed it, and made another one of the same name.
                    guard isLeft(record) else { return }
                    try await takeDown(record.handle)
                    log.info("guardian.destroy.finished", metadata: ["handle": "\(record.handle)"])
                }
            } catch {
                // It was logged. Twice the pause: what resisted for long is not likely to give way soon.
                pause = min(pause * 2, configuration.retryPauses.upperBound)
            }
        }
    }

    private func isLeft(_ record: ContainerRecord) -> Bool {
        table[record.handle]?.record.created == record.created
    }
}
