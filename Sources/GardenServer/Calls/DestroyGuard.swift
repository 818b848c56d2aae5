import Garden

/// The containers that are being destroyed, so that none is by two clients at once.
struct DestroyGuard: Sendable {
    private let handles = Monitor<Set<Handle>>([])

    /// Runs `work`, unless the same container is being destroyed already.
    ///
    /// - Throws: what `work` throws, or the error whose text the original's clients compare.
    func destroy(_ handle: Handle, _ work: () async throws -> Void) async throws {
        guard handles.change({ $0.insert(handle).inserted }) else {
            throw GardenError.conflict("container already being destroyed")  // verbatim: callers compare it
        }
        defer { handles.change { _ = $0.remove(handle) } }
        try await work()
    }
}
