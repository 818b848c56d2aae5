import Logging

/// The steps that take back what was done, newest first.
///
/// A step is pushed before its act: each of them succeeds when there is nothing to take back.
struct UndoStack: Sendable {
    private struct Step: Sendable {
        let name: String
        let undo: @Sendable () async throws -> Void
    }

    private var steps: [Step] = []
    private let log: Logger

    init(log: Logger) { self.log = log }

    mutating func push(_ name: String, _ undo: @escaping @Sendable () async throws -> Void) {
        steps.append(Step(name: name, undo: undo))
    }

    /// Runs every step, even if one fails and even if the task was cancelled: a half-made container must not outlive
    /// the request that wanted it.
    ///
    /// - Returns: what went wrong, a line per failed step.
    func unwind() async -> [String] {
        await Task { [steps, log] in
            var failures: [String] = []
            for step in steps.reversed() {
                do {
                    try await step.undo()
                } catch {
                    failures.append("\(step.name): \(error)")
                    log.error("guardian.create.undo-failed", metadata: ["step": "\(step.name)", "error": "\(error)"])
                }
            }
            return failures
        }.value
    }
}
