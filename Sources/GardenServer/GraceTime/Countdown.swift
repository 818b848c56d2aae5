/// How long one container has been unused: what is to be done when it is used, left, or forgotten.
///
/// It counts nothing itself. Whoever owns it keeps the one timer that it asks for, and tells it when that fires.
struct Countdown: Sendable {
    /// Where it is.
    enum Phase: Sendable, Hashable {
        /// The container is in use, or kept for ever.
        case stopped
        /// It is unused.
        case running
        /// It was unused for too long; its destruction has not begun.
        case due
        /// It is being destroyed. `isWanted`: somebody has used it meanwhile.
        case reaping(isWanted: Bool)
        /// It could not be destroyed, which is to be tried again.
        case retrying
    }

    /// What is to be done now.
    enum Action: Sendable, Hashable {
        /// Nothing; a timer that runs runs on.
        case none
        /// Set the timer, instead of one that runs.
        case start(Duration)
        /// Cancel the timer.
        case stop
        /// Destroy the container, if `beginReaping` allows it.
        case reap
    }

    /// How long the container may be unused; zero or less: for ever.
    private(set) var time: Duration
    private(set) var phase = Phase.stopped
    /// How many uses are under way.
    private(set) var holds = 0
    /// How often in a row it could not be destroyed.
    private(set) var failures = 0
    /// Whether it could not be destroyed once. Then a short grace time does not make attempts come fast.
    private var isStubborn = false

    /// One that does not run yet.
    init(_ time: Duration) { self.time = time }

    /// How long after a number of failures it is tried again: a second, then twice as long each time, up to a minute.
    static func retryDelay(failures: Int) -> Duration {
        .seconds(min(60, 1 << min(max(failures - 1, 0), 6)))
    }

    /// It begins anew, in full, unless the container is in use.
    mutating func restart() -> Action {
        let hasTimer = phase == .running || phase == .retrying
        failures = 0
        guard holds == 0, time > .zero else {
            phase = .stopped
            return hasTimer ? .stop : .none
        }
        phase = .running
        return .start(isStubborn ? max(time, Self.retryDelay(failures: 1)) : time)
    }

    /// A use begins.
    mutating func hold() -> Action {
        holds += 1
        return used()
    }

    /// A use ends.
    mutating func release() -> Action {
        guard holds > 0 else { return .none }
        holds -= 1
        return holds == 0 ? used() : .none
    }

    /// The grace time is `time` from now on.
    mutating func reset(to time: Duration) -> Action {
        self.time = time
        return used()
    }

    private mutating func used() -> Action {
        if case .reaping = phase {
            phase = .reaping(isWanted: true)
            return .none
        }
        return restart()
    }

    /// The timer has fired.
    mutating func fires() -> Action {
        guard phase == .running || phase == .retrying else { return .none }
        phase = .due
        return .reap
    }

    /// The container is about to be destroyed. Returns whether it may be.
    mutating func beginReaping() -> Bool {
        guard phase == .due else { return false }
        phase = .reaping(isWanted: false)
        return true
    }

    /// Somebody else is destroying the container: if that fails, it is to be tried again.
    mutating func skips() -> Action {
        guard phase == .due else { return .none }
        phase = .retrying
        return .start(Self.retryDelay(failures: 1))
    }

    /// The container could not be destroyed.
    mutating func reapFailed() -> Action {
        guard case .reaping(let isWanted) = phase else { return .none }
        isStubborn = true
        if isWanted { return restart() }
        failures += 1
        phase = .retrying
        return .start(Self.retryDelay(failures: failures))
    }
}
