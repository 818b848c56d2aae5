import Garden
import Synchronization

/// The countdowns of all containers.
///
/// There is one for each container, not for each handle: what belonged to a container that is gone does nothing to a
/// new one of the same name.
final class GraceTimes: Sendable {
    /// Which container a countdown belongs to.
    typealias Identity = UInt64

    private struct Entry: Sendable {
        let identity: Identity
        var countdown: Countdown
        /// Whether the container's grace time is known. Until then its uses are only counted.
        var isArmed: Bool
        var timer: (any ScheduledWork)?
        /// The timer that counts: one that was cancelled too late has another number.
        var timerID: UInt64?

        mutating func stopTimer() {
            timer?.cancel()
            (timer, timerID) = (nil, nil)
        }
    }

    private struct State: Sendable {
        var entries: [Handle: Entry] = [:]
        var lastID: UInt64 = 0
        var isStopped = false

        mutating func nextID() -> UInt64 {
            lastID += 1
            return lastID
        }

        mutating func newEntry(_ time: Duration = .zero, isArmed: Bool) -> Entry {
            Entry(identity: nextID(), countdown: Countdown(time), isArmed: isArmed)
        }
    }

    private let scheduler: any Scheduling
    private let state = Mutex(State())
    private let reaper: Reaper

    /// No countdowns yet. Containers that were unused for too long are given to `reaper`. `scheduler` must not run what
    /// it is given before it returns.
    init(_ reaper: Reaper, _ scheduler: any Scheduling) { (self.reaper, self.scheduler) = (reaper, scheduler) }

    // MARK: containers

    /// There is a new container called `handle`. Uses of it may have begun before this call.
    ///
    /// - Returns: which container that is.
    @discardableResult
    func arm(_ handle: Handle, _ time: Duration) -> Identity {
        state.withLock { state in
            var entry = state.entries[handle] ?? state.newEntry(isArmed: false)
            if entry.isArmed {
                entry.timer?.cancel()
                entry = state.newEntry(isArmed: false)
            }
            entry.isArmed = true
            follow(entry.countdown.reset(to: time), handle, &entry, &state)
            return entry.identity
        }
    }

    /// The grace time of the container called `handle` is `time` from now on.
    ///
    /// - Returns: which container that is.
    @discardableResult
    func reset(_ handle: Handle, to time: Duration) -> Identity {
        state.withLock { state in
            var entry = state.entries[handle] ?? state.newEntry(isArmed: true)
            entry.isArmed = true
            follow(entry.countdown.reset(to: time), handle, &entry, &state)
            return entry.identity
        }
    }

    /// Which container called `handle` has a grace time that is known; nil when none has.
    func armedIdentity(of handle: Handle) -> Identity? {
        state.withLock { state in
            guard let entry = state.entries[handle], entry.isArmed else { return nil }
            return entry.identity
        }
    }

    /// Which container is called `handle` now; nil when none is known.
    func identity(of handle: Handle) -> Identity? { state.withLock { $0.entries[handle]?.identity } }

    /// The container is gone.
    func disarm(_ handle: Handle, _ identity: Identity?) {
        state.withLock { state in
            guard let entry = state.entries[handle], entry.identity == identity else { return }
            entry.timer?.cancel()
            state.entries[handle] = nil
        }
    }

    // MARK: uses

    /// A use of the container called `handle` begins. Returns whom to tell that it is over.
    func hold(_ handle: Handle) -> Identity {
        state.withLock { state in
            var entry = state.entries[handle] ?? state.newEntry(isArmed: false)
            follow(entry.countdown.hold(), handle, &entry, &state)
            return entry.identity
        }
    }

    /// A use is over.
    func release(_ handle: Handle, _ identity: Identity) {
        change(handle, identity) { $0.release() }
    }

    // MARK: reaping

    /// The container is about to be destroyed. Returns its grace time, or nil when it may not be destroyed after all.
    func beginReaping(_ handle: Handle, _ identity: Identity) -> Duration? {
        state.withLock { state in
            guard !state.isStopped, var entry = state.entries[handle], entry.identity == identity,
                entry.countdown.beginReaping()
            else { return nil }
            state.entries[handle] = entry
            return entry.countdown.time
        }
    }

    /// Somebody else is destroying the container.
    func skipReaping(_ handle: Handle, _ identity: Identity) {
        change(handle, identity) { $0.skips() }
    }

    /// The container could not be destroyed.
    func reapFailed(_ handle: Handle, _ identity: Identity) {
        change(handle, identity) { $0.reapFailed() }
    }

    /// Nothing will be reaped any more.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            for entry in state.entries.values { entry.timer?.cancel() }
            state.entries = [:]
        }
    }

    // MARK: timers

    private func change(
        _ handle: Handle, _ identity: Identity, _ step: (inout Countdown) -> Countdown.Action
    ) {
        state.withLock { state in
            guard var entry = state.entries[handle], entry.identity == identity else { return }
            follow(step(&entry.countdown), handle, &entry, &state)
        }
    }

    /// Does what a countdown asks for, and keeps its entry if there is a reason to.
    private func follow(_ action: Countdown.Action, _ handle: Handle, _ entry: inout Entry, _ state: inout State) {
        switch action {
        case .none, .reap: break
        case .stop: entry.stopTimer()
        case .start(let delay):
            entry.stopTimer()
            if !state.isStopped { startTimer(after: delay, handle, &entry, &state) }
        }
        state.entries[handle] = entry.isArmed || entry.countdown.holds > 0 ? entry : nil
    }

    private func startTimer(after delay: Duration, _ handle: Handle, _ entry: inout Entry, _ state: inout State) {
        let id = state.nextID()
        entry.timerID = id
        entry.timer = scheduler.schedule(after: delay) { [weak self] in self?.fire(handle, timer: id) }
    }

    private func fire(_ handle: Handle, timer: UInt64) {
        let identity: Identity? = state.withLock { state in
            guard !state.isStopped, var entry = state.entries[handle], entry.timerID == timer,
                entry.countdown.fires() == .reap
            else { return nil }
            (entry.timer, entry.timerID) = (nil, nil)
            state.entries[handle] = entry
            return entry.identity
        }
        if let identity { reaper.reap(handle, identity, of: self) }
    }
}
