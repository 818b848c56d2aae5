import Garden
import Synchronization

/// The peas there are, in memory, and who is at work on them.
///
/// A container that is being destroyed is closed: no pea is started in it any more, and whoever is at work on one of its
/// peas is waited for, so that nothing appears behind the back of the destroying.
final class PeaTable: Sendable {
    private struct Entry {
        let record: PeaRecord
        var isRunning = false
        /// Whether a task is at work on it: starting it, waiting for its end, or removing it.
        var isBusy = true
        /// Ends what that task waits for.
        var cancel: (@Sendable () -> Void)?
    }

    private struct State {
        var peas: [Handle: [Pea: Entry]] = [:]
        var closed: Set<Handle> = []
        var waiting: [Handle: [CheckedContinuation<Void, Never>]] = [:]
    }

    private let state = Mutex(State())

    /// Begins with a pea that is to be started.
    func begin(_ record: PeaRecord) throws(GardenError) {
        let handle = record.pea.handle
        let refusal: GardenError? = state.withLock { state in
            if state.closed.contains(handle) { return Self.leaving(handle) }
            let others = state.peas[handle, default: [:]].values
            if others.contains(where: { !$0.isRunning && $0.isBusy && $0.record.process == record.process }) {
                return Self.taken(record.process)
            }
            state.peas[handle, default: [:]][record.pea] = Entry(record: record)
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Takes in a pea of an earlier server. Somebody is at work on it if `isBusy`.
    func adopt(_ record: PeaRecord, isRunning: Bool, isBusy: Bool) {
        state.withLock { state in
            state.peas[record.pea.handle, default: [:]][record.pea] =
                Entry(record: record, isRunning: isRunning, isBusy: isBusy)
        }
    }

    /// Says how the task at work on a pea can be told to end; it is told at once if the container is closed.
    func set(cancel: @escaping @Sendable () -> Void, for pea: Pea) {
        let isClosed = state.withLock { state in
            state.peas[pea.handle]?[pea]?.cancel = cancel
            return state.closed.contains(pea.handle)
        }
        if isClosed { cancel() }
    }

    /// A pea runs.
    func ran(_ pea: Pea) { state.withLock { $0.peas[pea.handle]?[pea]?.isRunning = true } }

    /// Nobody is at work on a pea any more.
    ///
    /// - Parameter isGone: whether nothing is left of it.
    func settle(_ pea: Pea, isGone: Bool) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            if isGone {
                state.peas[pea.handle]?[pea] = nil
            } else {
                state.peas[pea.handle]?[pea]?.isBusy = false
                state.peas[pea.handle]?[pea]?.cancel = nil
            }
            if state.peas[pea.handle]?.isEmpty == true { state.peas[pea.handle] = nil }
            guard Self.isIdle(pea.handle, state) else { return [] }
            return state.waiting.removeValue(forKey: pea.handle) ?? []
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Lets no pea begin in a container any more, and tells who is at work on one to come to an end.
    func close(_ handle: Handle) {
        let cancels = state.withLock { state in
            state.closed.insert(handle)
            return state.peas[handle, default: [:]].values.compactMap(\.cancel)
        }
        for cancel in cancels { cancel() }
    }

    /// Waits until nobody is at work on a pea of a container.
    func untilIdle(_ handle: Handle) async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                if Self.isIdle(handle, state) { return true }
                state.waiting[handle, default: []].append(continuation)
                return false
            }
            if isIdle { continuation.resume() }
        }
    }

    /// Forgets a container with all its peas.
    func forget(_ handle: Handle) {
        state.withLock { state in
            state.peas[handle] = nil
            state.closed.remove(handle)
        }
    }

    func isClosed(_ handle: Handle) -> Bool { state.withLock { $0.closed.contains(handle) } }

    /// The pea that runs under a process id; of several, in different containers, the one that was asked for last.
    func running(_ id: String) -> PeaRecord? {
        state.withLock { state in
            state.peas.values.joined().map(\.value)
                .filter { $0.isRunning && $0.record.process.value == id }.map(\.record)
                .max { ($0.created, $0.pea.name) < ($1.created, $1.pea.name) }
        }
    }

    private static func isIdle(_ handle: Handle, _ state: State) -> Bool {
        state.peas[handle, default: [:]].values.allSatisfy { !$0.isBusy }
    }

    static func leaving(_ handle: Handle) -> GardenError { .conflict("container \(handle) is being destroyed") }

    /// Verbatim: the same words as for any other process.
    static func taken(_ id: ProcessID) -> GardenError { .conflict("process ID '\(id)' already in use") }
}
