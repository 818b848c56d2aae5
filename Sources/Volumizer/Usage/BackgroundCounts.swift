import Synchronization

/// Figures that are counted in the background, when somebody wants to know them: whoever asks gets the last one at once.
final class BackgroundCounts<Subject: Hashable & Sendable, Figure: Sendable>: Sendable {
    /// Time, so that tests need none.
    struct Timing: Sendable {
        var now: @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
        var rest: @Sendable (Duration) async -> Void = { duration in
            // Nobody cancels it; a rest cut short would do no harm.
            try? await Task.sleep(for: duration)
        }
    }

    private let schedule = Mutex(CountSchedule<Subject, Figure>())
    private let count: @Sendable (Subject) async -> Figure?
    private let timing: Timing

    /// Figures by `count`, which answers nil, and has told why, when it failed.
    init(timing: Timing = Timing(), count: @escaping @Sendable (Subject) async -> Figure?) {
        (self.timing, self.count) = (timing, count)
    }

    /// Begins with a subject. `isOld`: `figure` may not be right any more.
    func begin(_ subject: Subject, figure: Figure?, isOld: Bool) {
        let now = timing.now()
        schedule.withLock { $0.begin(subject, figure: figure, isOld: isOld, at: now) }
    }

    /// Begins with a subject, whose figure may be old, unless that has been done.
    func beginIfNew(_ subject: Subject, figure: Figure?) {
        let now = timing.now()
        schedule.withLock { schedule in
            if !schedule.has(subject) { schedule.begin(subject, figure: figure, isOld: true, at: now) }
        }
    }

    /// The last figure, and sees to it that there will be a new one if that is old. Waits for nothing.
    func figure(of subject: Subject) -> Figure? {
        let now = timing.now()
        let (figure, mustStart) = schedule.withLock { ($0.figure(of: subject), $0.want(subject, at: now)) }
        if mustStart { Task { await work() } }
        return figure
    }

    /// The last figure, whatever its age.
    func lastFigure(of subject: Subject) -> Figure? { schedule.withLock { $0.figure(of: subject) } }

    /// Whether a subject has been begun with, and not forgotten.
    func has(_ subject: Subject) -> Bool { schedule.withLock { $0.has(subject) } }

    /// Forgets a subject.
    func forget(_ subject: Subject) { schedule.withLock { $0.forget(subject) } }

    private func work() async {
        while let job = schedule.withLock({ $0.next() }) {
            let start = timing.now()
            let figure = await count(job.subject)
            let end = timing.now()
            let rest = schedule.withLock { $0.finish(job, figure, took: end - start, at: end) }
            await timing.rest(rest)
        }
    }
}
