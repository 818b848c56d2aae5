import Linux
import Synchronization
import SystemPackage

/// One thread that waits for descriptors on behalf of tasks.
///
/// Each wait is one-shot. Events are matched by a token that is never used twice, so an event of a descriptor that
/// was closed in the meantime, and whose number went to another file, reaches nobody.
final class Reactor: Sendable {
    typealias Waiter = CheckedContinuation<Void, any Error>

    /// Names one wait, before it begins.
    struct WaitID: Hashable, Sendable {
        fileprivate let number: UInt64
    }

    private struct Wait {
        let interest: EventPoll.Readiness
        let waiter: Waiter
    }

    private struct Watch {
        let token: UInt64
        var waits: [WaitID: Wait] = [:]

        var interest: EventPoll.Readiness {
            waits.values.reduce(into: []) { $0.formUnion($1.interest) }
        }
    }

    private struct State {
        var watches: [Int32: Watch] = [:]
        var descriptors: [UInt64: Int32] = [:]
        var owners: [WaitID: Int32] = [:]
        /// Why nothing can be waited for any more.
        var failure: LinuxError?
    }

    private let poll: EventPoll
    private let numbers = Atomic<UInt64>(0)
    private let state = Mutex(State())

    /// Starts the thread, which lives as long as the program.
    init() throws {
        poll = try EventPoll()
        guard OwnedThreads.startThread({ self.serve() }) else { throw AsyncSystemError.noThread }
    }

    /// A name for a wait that is about to begin.
    func makeID() -> WaitID { WaitID(number: nextNumber()) }

    /// Resumes `waiter` once `descriptor` is ready. Never resumes it before it returns, but for errors.
    ///
    /// The descriptor must stay open until then, or be given to `forget` first.
    func wait(_ id: WaitID, for interest: EventPoll.Readiness, of descriptor: FileDescriptor, _ waiter: Waiter) {
        let wait = Wait(interest: interest, waiter: waiter)
        let outcome = state.withLock { state in
            begin(id, wait, of: descriptor, in: &state)
        }
        for waiter in outcome.stale { waiter.resume(throwing: AsyncSystemError.closed) }
        switch outcome.answer {
        case .waiting: break
        case .alwaysReady: waiter.resume()
        case .failed(let error): waiter.resume(throwing: error)
        }
    }

    /// Ends a wait with `CancellationError`, if it has not ended yet.
    func cancel(_ id: WaitID) {
        let wait = state.withLock { state -> Wait? in
            guard let descriptor = state.owners.removeValue(forKey: id) else { return nil }
            let wait = state.watches[descriptor]?.waits.removeValue(forKey: id)
            update(descriptor, in: &state)
            return wait
        }
        wait?.waiter.resume(throwing: CancellationError())
    }

    /// Ends all waits for a descriptor that is about to be closed, with `AsyncSystemError.closed`.
    func forget(_ descriptor: FileDescriptor) {
        let waits = state.withLock { state in
            defer { poll.remove(descriptor) }
            return remove(descriptor.rawValue, in: &state)
        }
        for waiter in waits { waiter.resume(throwing: AsyncSystemError.closed) }
    }

    /// Ends all waits for a descriptor as if it were ready.
    func wake(_ descriptor: FileDescriptor) {
        let waits = state.withLock { state in
            defer { poll.remove(descriptor) }
            return remove(descriptor.rawValue, in: &state)
        }
        for waiter in waits { waiter.resume() }
    }

    private enum Answer {
        case waiting, alwaysReady
        case failed(LinuxError)
    }

    private func begin(
        _ id: WaitID, _ wait: Wait, of descriptor: FileDescriptor, in state: inout State
    ) -> (answer: Answer, stale: [Waiter]) {
        if let failure = state.failure { return (.failed(failure), []) }
        var stale: [Waiter] = []
        do {
            if let watch = state.watches[descriptor.rawValue] {
                do {
                    try poll.change(descriptor, watch.interest.union(wait.interest), token: watch.token)
                } catch  where error.errno == .noSuchFileOrDirectory {
                    // The file that was waited for was closed behind our back, and the number is another one's now.
                    stale = remove(descriptor.rawValue, in: &state)
                }
            }
            if state.watches[descriptor.rawValue] == nil {
                let token = nextNumber()
                try poll.add(descriptor, wait.interest, token: token)
                state.watches[descriptor.rawValue] = Watch(token: token)
                state.descriptors[token] = descriptor.rawValue
            }
        } catch {
            return (error.errno == .notPermitted ? .alwaysReady : .failed(error), stale)
        }
        state.watches[descriptor.rawValue]?.waits[id] = wait
        state.owners[id] = descriptor.rawValue
        return (.waiting, stale)
    }

    /// Drops a watch; returns who waited.
    private func remove(_ descriptor: Int32, in state: inout State) -> [Waiter] {
        guard let watch = state.watches.removeValue(forKey: descriptor) else { return [] }
        state.descriptors[watch.token] = nil
        for id in watch.waits.keys { state.owners[id] = nil }
        return watch.waits.values.map(\.waiter)
    }

    /// Tells the kernel what is still waited for.
    private func update(_ descriptor: Int32, in state: inout State) {
        guard let watch = state.watches[descriptor] else { return }
        let file = FileDescriptor(rawValue: descriptor)
        if watch.waits.isEmpty {
            poll.remove(file)
            state.watches[descriptor] = nil
            state.descriptors[watch.token] = nil
            return
        }
        do {
            try poll.change(file, watch.interest, token: watch.token)
        } catch {
            // Closed behind our back: those who still wait for it learn of it when the number is used again.
        }
    }

    private func serve() {
        while true {
            let events: [EventPoll.Event]
            do {
                events = try poll.wait()
            } catch {
                return stop(error)
            }
            let ready = state.withLock { state in
                events.flatMap { take($0, in: &state) }
            }
            for waiter in ready { waiter.resume() }
        }
    }

    /// Fails all waits, those to come as well: without the thread they would never end.
    private func stop(_ error: LinuxError) {
        let waits = state.withLock { state in
            state.failure = error
            return state.watches.keys.flatMap { remove($0, in: &state) }
        }
        for waiter in waits { waiter.resume(throwing: error) }
    }

    private func take(_ event: EventPoll.Event, in state: inout State) -> [Waiter] {
        guard let descriptor = state.descriptors[event.token], let watch = state.watches[descriptor] else { return [] }
        let ready = watch.waits.filter { !$0.value.interest.isDisjoint(with: event.readiness) }
        for id in ready.keys {
            state.watches[descriptor]?.waits[id] = nil
            state.owners[id] = nil
        }
        update(descriptor, in: &state)
        return ready.values.map(\.waiter)
    }

    private func nextNumber() -> UInt64 {
        numbers.add(1, ordering: .relaxed).newValue
    }
}
