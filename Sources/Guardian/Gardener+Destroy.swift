public import Garden
import Logging

extension Gardener {
    /// Destroys a container: every part is attempted, whatever happens to the others, and the depot entry goes last.
    ///
    /// Waits for a creation of the same container to end. May be repeated after a failure.
    public func destroy(_ handle: Handle) async throws {
        try await Task {
            try await lifecycle.withLock(handle) { try await takeDown(handle) }
        }.value
        log.info("guardian.destroy.finished", metadata: ["handle": "\(handle)"])
    }

    /// - Precondition: the caller holds the handle's lock.
    func takeDown(_ handle: Handle) async throws {
        guard table[handle] != nil else { throw GardenError.containerNotFound(handle: handle.value) }
        table.update(handle) { $0.record.state = .destroying }
        try await components.records.setState(.destroying, of: handle)

        // Taking a network apart waits for the kernel, and needs nothing of the container.
        async let network = failure(of: "network") { try await components.networker.detach(handle) }
        var reasons = await failure(of: "container") { try await components.containerizer.destroy(handle) }
        // The container's processes hold its root file system.
        reasons += await failure(of: "volume") { try await components.volumizer.destroy(handle) }
        reasons += await network
        if reasons.isEmpty {
            reasons += await failure(of: "record") { try await components.records.remove(handle) }
        }
        guard reasons.isEmpty else {
            log.error(
                "guardian.destroy.failed",
                metadata: ["handle": "\(handle)", "error": "\(reasons.joined(separator: "; "))"])
            throw GuardianError.destroyFailed(handle: handle.value, reasons: reasons)
        }
        table.release(handle)
    }

    /// What went wrong, as a list that is empty when nothing did.
    private func failure(of part: String, _ work: @Sendable () async throws -> Void) async -> [String] {
        do {
            try await work()
            return []
        } catch {
            return ["\(part): \(error)"]
        }
    }
}
