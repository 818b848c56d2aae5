/// Work that must not take for ever.
enum Deadline {
    /// Does `work`, and cancels it when `limit` has passed.
    ///
    /// - Throws: what `work` throws when it is cancelled, then.
    static func within(_ limit: Duration, _ work: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await work() }
        let timer = Task {
            try await Task.sleep(for: limit)
            task.cancel()
        }
        defer { timer.cancel() }
        try await task.value
    }
}
