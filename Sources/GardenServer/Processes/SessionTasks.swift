import Synchronization

/// The tasks of a session that are under way, so that they can be cancelled when it is over.
final class SessionTasks: Sendable {
    private struct State {
        var lastID: UInt32 = 0
        var tasks: [(id: UInt32, task: Task<Void, Never>)] = []
        var isCancelled = false
    }

    private let state = Mutex(State())

    /// Runs `work` in a task of its own, cancelled at once when the others have been.
    func run(_ work: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            state.lastID &+= 1
            let id = state.lastID
            let task = Task {
                await work()
                self.remove(id)
            }
            state.tasks.append((id, task))
            if state.isCancelled { task.cancel() }
        }
    }

    /// Cancels those that run, and those to come.
    func cancel() {
        let tasks = state.withLock { state in
            state.isCancelled = true
            return state.tasks
        }
        for (_, task) in tasks { task.cancel() }
    }

    private func remove(_ id: UInt32) {
        state.withLock { state in state.tasks.removeAll { $0.id == id } }
    }
}
