import Synchronization

/// A value behind a lock, and tasks that wait until it is as they want it.
///
/// A condition variable for tasks: every change wakes all that wait, and each looks again. Meant for a few waiters.
final class Monitor<State: Sendable>: Sendable {
    private struct Guarded {
        var state: State
        var version: UInt64 = 0
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    private let guarded: Mutex<Guarded>

    init(_ state: State) { guarded = Mutex(Guarded(state: state)) }

    /// Changes the value and wakes all that wait.
    @discardableResult
    func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        let (result, woken) = guarded.withLock { guarded in
            let result = body(&guarded.state)
            return (result, Self.wakeAll(&guarded))
        }
        for waiter in woken { waiter.resume() }
        return result
    }

    /// Reads the value.
    func read<Result: Sendable>(_ body: (State) -> Result) -> Result {
        guarded.withLock { body($0.state) }
    }

    /// Waits until `step` has an answer. A step that answers may change the value; one that returns nil must not.
    ///
    /// - Returns: the answer; nil when the task was cancelled before there was one.
    func wait<Answer: Sendable>(for step: (inout State) -> Answer?) async -> Answer? {
        while true {
            let (answer, version, woken) = guarded.withLock { guarded in
                let answer = step(&guarded.state)
                let woken = answer == nil ? [] : Self.wakeAll(&guarded)
                return (answer, guarded.version, woken)
            }
            for waiter in woken { waiter.resume() }
            if let answer { return answer }
            if Task.isCancelled { return nil }
            await changed(since: version)
        }
    }

    /// Waits for a change, or for cancellation.
    private func changed(since version: UInt64) async {
        let id = guarded.withLock { guarded in
            guarded.nextWaiter += 1
            return guarded.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // Cancellation sets its flag before it runs the handler, so looking under the lock misses nothing.
                let isDue = guarded.withLock { guarded in
                    guard guarded.version == version, !Task.isCancelled else { return true }
                    guarded.waiters[id] = continuation
                    return false
                }
                if isDue { continuation.resume() }
            }
        } onCancel: {
            let waiter = guarded.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.resume()
        }
    }

    private static func wakeAll(_ guarded: inout Guarded) -> [CheckedContinuation<Void, Never>] {
        guarded.version += 1
        defer { guarded.waiters = [:] }
        return Array(guarded.waiters.values)
    }
}
