import Testing

@testable import Volumizer

/// A schedule to ask in the middle of an expectation.
private final class Plan {
    private var schedule = CountSchedule<String, Int>()

    func begin(_ name: String, figure: Int?, isOld: Bool, at now: ContinuousClock.Instant) {
        schedule.begin(name, figure: figure, isOld: isOld, at: now)
    }
    func figure(of name: String) -> Int? { schedule.figure(of: name) }
    func has(_ name: String) -> Bool { schedule.has(name) }
    func want(_ name: String, at now: ContinuousClock.Instant) -> Bool { schedule.want(name, at: now) }
    func next() -> CountSchedule<String, Int>.Job? { schedule.next() }
    func finish(
        _ job: CountSchedule<String, Int>.Job, _ figure: Int?, took effort: Duration, at now: ContinuousClock.Instant
    ) -> Duration { schedule.finish(job, figure, took: effort, at: now) }
    func forget(_ name: String) { schedule.forget(name) }
}

@Suite("The schedule of counts")
struct CountScheduleTests {
    private let start = ContinuousClock.now
    private let schedule = Plan()

    @Test("counts a new subject after the shortest age only, an old one at once")
    func due() {
        schedule.begin("new", figure: 3, isOld: false, at: start)
        schedule.begin("old", figure: 4, isOld: true, at: start)

        #expect(schedule.figure(of: "new") == 3)
        #expect(!schedule.want("new", at: start + .seconds(14)))
        #expect(schedule.want("old", at: start))
        #expect(!schedule.want("never begun with", at: start))
        #expect(schedule.next()?.subject == "old")
        #expect(schedule.next() == nil)
        #expect(schedule.want("new", at: start + .seconds(15)))
    }

    @Test(
        "lets a figure grow as old as its counting was dear",
        arguments: [
            (.milliseconds(1), .seconds(15)), (.milliseconds(300), .seconds(15)), (.seconds(2), .seconds(100)),
        ] as [(Duration, Duration)])
    func age(effort: Duration, age: Duration) throws {
        schedule.begin("a", figure: nil, isOld: true, at: start)
        _ = schedule.want("a", at: start)
        let job = try #require(schedule.next())

        let rest = schedule.finish(job, 7, took: effort, at: start)
        _ = schedule.next()

        #expect(rest == effort * 9)
        #expect(schedule.figure(of: "a") == 7)
        #expect(!schedule.want("a", at: start + age - .nanoseconds(1)))
        #expect(schedule.want("a", at: start + age))
    }

    @Test("counts one after the other, each once, in the order in which they were wanted, by one worker")
    func order() throws {
        for name in ["a", "b", "c"] { schedule.begin(name, figure: nil, isOld: true, at: start) }

        #expect(schedule.want("b", at: start))
        for name in ["a", "b", "c", "a"] { #expect(!schedule.want(name, at: start)) }

        var order: [String] = []
        while let job = schedule.next() {
            order.append(job.subject)
            #expect(!schedule.want(job.subject, at: start))
            _ = schedule.finish(job, 1, took: .zero, at: start)
        }
        #expect(order == ["b", "a", "c"])
    }

    @Test("keeps the last figure when a count fails, and does not try again at once")
    func failure() throws {
        schedule.begin("a", figure: 5, isOld: true, at: start)
        _ = schedule.want("a", at: start)
        let job = try #require(schedule.next())

        _ = schedule.finish(job, nil, took: .zero, at: start)
        #expect(schedule.next() == nil)

        #expect(schedule.figure(of: "a") == 5)
        #expect(!schedule.want("a", at: start + .seconds(1)))
        #expect(schedule.want("a", at: start + .seconds(15)))
    }

    @Test("takes nothing over to another subject of the same name")
    func forgotten() throws {
        schedule.begin("a", figure: 5, isOld: true, at: start)
        _ = schedule.want("a", at: start)
        let job = try #require(schedule.next())
        schedule.forget("a")
        #expect(!schedule.has("a"))
        schedule.begin("a", figure: 0, isOld: false, at: start)

        _ = schedule.finish(job, 6, took: .zero, at: start)

        #expect(schedule.figure(of: "a") == 0)
        schedule.forget("a")
        #expect(schedule.figure(of: "a") == nil)
    }
}
