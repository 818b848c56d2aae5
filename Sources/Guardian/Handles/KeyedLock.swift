import Synchronization

/// One lock per key. Work for the same key waits in line; work for different keys never waits for one another.
///
/// A lock is not taken away by cancellation: what has begun under it must end before the next may begin.
package final class KeyedLock<Key: Hashable & Sendable>: Sendable {
    /// The waiters of every key that is locked now.
    private let waiting = Mutex<[Key: [CheckedContinuation<Void, Never>]]>([:])

    /// Nothing is locked.
    package init() {}

    /// Runs `work` while no other work for `key` runs.
    package func withLock<Value: Sendable>(
        _ key: Key, _ work: @Sendable () async throws -> Value
    ) async rethrows -> Value {
        await lock(key)
        defer { unlock(key) }
        return try await work()
    }

    private func lock(_ key: Key) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[key] != nil else {
                    waiting[key] = []
                    return true
                }
                waiting[key]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func unlock(_ key: Key) {
        let next: CheckedContinuation<Void, Never>? = waiting.withLock { waiting in
            guard let first = waiting[key]?.first else {
                waiting[key] = nil
                return nil
            }
            waiting[key]?.removeFirst()
            return first
        }
        next?.resume()
    }
}
