import Garden

/// The containers that are being destroyed, so that none is twice at once.
struct DestroyGuard: Sendable {
    private let handles = Monitor<Set<Handle>>([])

    /// Runs `work`, unless the same container is being destroyed already.
    ///
    /// - Throws: what `work` throws, or the error whose text the original's clients compare.
    func destroy(_ handle: Handle, _ work: () async throws -> Void) async throws {
        guard try await destroyUnlessDestroyed(handle, work) else {
            throw GardenError.conflict("container already being destroyed")  // verbatim: callers compare it
        }
    }

    /// Runs `work`, unless the same container is being destroyed already.
    ///
    /// - Returns: whether it ran.
    /// - Throws: what `work` throws.
    func destroyUnlessDestroyed(_ handle: Handle, _ work: () async throws -> Void) async throws -> Bool {
        guard handles.change({ $0.insert(handle).inserted }) else { return false }
        defer { handles.change { _ = $0.remove(handle) } }
        try await work()
        return true
    }
}
