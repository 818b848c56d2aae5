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

        var reasons: [String] = []
        await attempt("container", &reasons) { try await components.containerizer.destroy(handle) }
        await attempt("network", &reasons) { try await components.networker.detach(handle) }
        await attempt("volume", &reasons) { try await components.volumizer.destroy(handle) }
        if reasons.isEmpty {
            await attempt("record", &reasons) { try await components.records.remove(handle) }
        }
        guard reasons.isEmpty else {
            log.error(
                "guardian.destroy.failed",
                metadata: ["handle": "\(handle)", "error": "\(reasons.joined(separator: "; "))"])
            throw GuardianError.destroyFailed(handle: handle.value, reasons: reasons)
        }
        table.release(handle)
    }

    private func attempt(_ part: String, _ reasons: inout [String], _ work: () async throws -> Void) async {
        do { try await work() } catch { reasons.append("\(part): \(error)") }
    }
}
