import Synchronization

/// A value that comes once, for any number of waiters, each of which can be cancelled without disturbing the others.
final class Once<Value: Sendable>: Sendable {
    private struct State {
        var result: Result<Value, any Error>?
        var waiters: [UInt64: CheckedContinuation<Value, any Error>] = [:]
        var nextWaiter: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Gives everyone the value or the failure. Only the first call counts.
    func resolve(_ result: Result<Value, any Error>) {
        let waiters: [UInt64: CheckedContinuation<Value, any Error>] = state.withLock { state in
            guard state.result == nil else { return [:] }
            state.result = result
            defer { state.waiters = [:] }
            return state.waiters
        }
        for waiter in waiters.values { waiter.resume(with: result) }
    }

    /// What has come so far.
    var result: Result<Value, any Error>? { state.withLock { $0.result } }

    /// The value, once it has come.
    ///
    /// - Throws: the failure, or `CancellationError` when the waiting task is cancelled.
    var value: Value {
        get async throws {
            let number = state.withLock { state in
                state.nextWaiter += 1
                return state.nextWaiter
            }
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { wait(number, $0) }
            } onCancel: {
                let waiter = state.withLock { $0.waiters.removeValue(forKey: number) }
                waiter?.resume(throwing: CancellationError())
            }
        }
    }

    private func wait(_ number: UInt64, _ continuation: CheckedContinuation<Value, any Error>) {
        let result: Result<Value, any Error>? = state.withLock { state in
            if let result = state.result { return result }
            // Under the lock, so that a cancellation is seen either here or by its handler.
            if Task.isCancelled { return .failure(CancellationError()) }
            state.waiters[number] = continuation
            return nil
        }
        if let result { continuation.resume(with: result) }
    }
}
