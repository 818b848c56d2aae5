/// How a tracker's connection takes time.
struct TrackerTime: Sendable {
    /// How long a tracker may take to answer what needs nobody else.
    var patience = Duration.seconds(5)
    /// Returns when so much time has passed, or throws when the task is cancelled.
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
}
