import Synchronization

/// A result that comes once, for any number of tasks that wait for it.
final class Latch<Value: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Value, any Error>

    private struct State {
        var result: Result<Value, any Error>?
        var waiters: [UInt64: Waiter] = [:]
        var nextID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Decides the result; only the first one counts.
    func resolve(_ result: Result<Value, any Error>) {
        let waiters = state.withLock { state -> [Waiter] in
            guard state.result == nil else { return [] }
            state.result = result
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume(with: result) }
    }

    /// The result, whenever it comes, even if the task is cancelled.
    func value() async throws -> Value {
        try await withCheckedThrowingContinuation { wait($0, id: makeID()) }
    }

    /// The result, or `CancellationError` when the task is cancelled first.
    func valueUnlessCancelled() async throws -> Value {
        let id = makeID()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                wait(waiter, id: id)
                // A cancellation that came before found nobody to wake.
                if Task.isCancelled { cancel(id) }
            }
        } onCancel: {
            cancel(id)
        }
    }

    private func makeID() -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    private func wait(_ waiter: Waiter, id: UInt64) {
        let result = state.withLock { state in
            if state.result == nil { state.waiters[id] = waiter }
            return state.result
        }
        if let result { waiter.resume(with: result) }
    }

    private func cancel(_ id: UInt64) {
        let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
        waiter?.resume(throwing: CancellationError())
    }
}
