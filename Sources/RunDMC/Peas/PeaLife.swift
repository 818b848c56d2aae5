import Synchronization

/// How the end of a pea that runs is known.
struct PeaLife: Sendable {
    /// Waits for it. Throws when nobody can know any more.
    let untilEnd: @Sendable () async throws -> Void
}

/// Who waits for the end of a process that an earlier server started.
final class ProcessEnds: Sendable {
    private let waiting = Mutex<[String: AsyncStream<Void>.Continuation]>([:])

    /// One element when the process has ended; none when its tracker is gone before.
    func expect(_ id: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        waiting.withLock { $0.updateValue(continuation, forKey: id) }?.finish()
        return stream
    }

    /// A process has ended, or its end is not of interest any more.
    func ended(_ id: String) {
        guard let continuation = waiting.withLock({ $0.removeValue(forKey: id) }) else { return }
        continuation.yield(())
        continuation.finish()
    }

    /// Nobody will hear of any end.
    func giveUp() {
        let all = waiting.withLock { waiting in
            defer { waiting = [:] }
            return Array(waiting.values)
        }
        for continuation in all { continuation.finish() }
    }
}
