/// What is to be counted when: a plan without effects.
///
/// Each subject is counted when somebody wants to know it and the last figure is old, measured by how long it took to
/// get; all of them one after the other, in the order in which they were wanted.
struct CountSchedule<Subject: Hashable & Sendable, Figure: Sendable> {
    typealias Instant = ContinuousClock.Instant

    /// How young a figure is not counted again.
    static var shortestAge: Duration { .seconds(15) }
    /// A figure is good for this many times as long as it took to count.
    static var agePerEffort: Int { 50 }
    /// After each count the next one waits this many times as long as it took, so that all together never take more
    /// than a tenth of one processor.
    static var restPerEffort: Int { 9 }

    /// A count to be done.
    struct Job: Hashable, Sendable {
        let subject: Subject
        /// Tells a subject from one of the same name that was forgotten.
        let number: UInt64
    }

    private struct Entry {
        let number: UInt64
        var figure: Figure?
        /// When it may be counted again.
        var due: Instant
        var isWaiting = false
    }

    private var entries: [Subject: Entry] = [:]
    private var waiting: [Job] = []
    private var isWorking = false
    private var lastNumber: UInt64 = 0

    /// Begins with a subject, from `figure` if it is known.
    mutating func begin(_ subject: Subject, figure: Figure?, isOld: Bool, at now: Instant) {
        lastNumber += 1
        entries[subject] = Entry(number: lastNumber, figure: figure, due: isOld ? now : now + Self.shortestAge)
    }

    /// The last figure; nil: there is none yet.
    func figure(of subject: Subject) -> Figure? { entries[subject]?.figure }

    /// Whether a subject has been begun with, and not forgotten.
    func has(_ subject: Subject) -> Bool { entries[subject] != nil }

    /// Puts the subject in line if its figure is old.
    ///
    /// - Returns: whether somebody must start to work.
    mutating func want(_ subject: Subject, at now: Instant) -> Bool {
        guard let entry = entries[subject], !entry.isWaiting, entry.due <= now else { return false }
        entries[subject]?.isWaiting = true
        waiting.append(Job(subject: subject, number: entry.number))
        defer { isWorking = true }
        return !isWorking
    }

    /// What is to be counted next; nil: nothing, and the work is over.
    mutating func next() -> Job? {
        while !waiting.isEmpty {
            let job = waiting.removeFirst()
            if entries[job.subject]?.number == job.number { return job }
        }
        isWorking = false
        return nil
    }

    /// Takes a result; nil: it could not be counted, and the last figure stays.
    ///
    /// - Returns: how long to rest before the next one.
    mutating func finish(_ job: Job, _ figure: Figure?, took effort: Duration, at now: Instant) -> Duration {
        if var entry = entries[job.subject], entry.number == job.number {
            entry.figure = figure ?? entry.figure
            entry.due = now + max(Self.shortestAge, effort * Self.agePerEffort)
            entry.isWaiting = false
            entries[job.subject] = entry
        }
        return effort * Self.restPerEffort
    }

    /// Forgets a subject; a count under way is for nothing.
    mutating func forget(_ subject: Subject) { entries[subject] = nil }
}
