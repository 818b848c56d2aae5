import Testing

@testable import GardenServer

@Suite("A countdown")
struct CountdownTests {
    /// Something that happens to it, and what it asks for then.
    enum Step: Sendable {
        case hold(Countdown.Action)
        case release(Countdown.Action)
        case reset(Int, Countdown.Action)
        case fires(Countdown.Action)
        case begins(Bool)
        case skips(Countdown.Action)
        case fails(Countdown.Action)
    }

    struct Story: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let steps: [Step]
        let end: Countdown.Phase

        init(_ text: String, _ steps: [Step], _ end: Countdown.Phase) {
            (testDescription, self.steps, self.end) = (text, steps, end)
        }
    }

    private static let full = Countdown.Action.start(.seconds(9))

    static let stories = [
        Story("runs from the start", [.reset(9, full)], .running),
        Story("of zero never runs", [.reset(0, .none), .hold(.none), .release(.none)], .stopped),
        Story("below zero never runs", [.reset(-1, .none)], .stopped),
        Story("stands still while the container is used", [.reset(9, full), .hold(.stop)], .stopped),
        Story("begins in full after a use", [.reset(9, full), .hold(.stop), .release(full)], .running),
        Story(
            "counts uses",
            [
                .reset(9, full), .hold(.stop), .hold(.none), .release(.none), .hold(.none), .release(.none),
                .release(full),
            ],
            .running),
        Story("counts uses from before it is known", [.hold(.none), .reset(9, .none), .release(full)], .running),
        Story("ignores an end without a beginning", [.reset(9, full), .release(.none)], .running),
        Story("begins anew with a new time", [.reset(9, full), .reset(5, .start(.seconds(5)))], .running),
        Story("ends with the time zero", [.reset(9, full), .reset(0, .stop)], .stopped),
        Story(
            "takes a new time after the use",
            [.reset(9, full), .hold(.stop), .reset(5, .none), .release(.start(.seconds(5)))],
            .running),
        Story("reaps when it has run out", [.reset(9, full), .fires(.reap), .begins(true)], .reaping(isWanted: false)),
        Story(
            "does not fire while it stands", [.reset(9, full), .hold(.stop), .fires(.none), .begins(false)], .stopped),
        Story("does not fire twice", [.reset(9, full), .fires(.reap), .fires(.none)], .due),
        Story(
            "spares a container that is used at the last moment",
            [.reset(9, full), .fires(.reap), .hold(.none), .begins(false), .release(full)], .running),
        Story(
            "spares a container that was used at the last moment",
            [.reset(9, full), .fires(.reap), .hold(.none), .release(full), .begins(false)], .running),
        Story(
            "spares a container whose time is changed at the last moment",
            [.reset(9, full), .fires(.reap), .reset(0, .none), .begins(false)], .stopped),
        Story(
            "leaves a container to who destroys it, and looks again",
            [.reset(9, full), .fires(.reap), .skips(.start(.seconds(1))), .fires(.reap), .begins(true)],
            .reaping(isWanted: false)),
        Story(
            "has nothing to skip once it is used", [.reset(9, full), .fires(.reap), .hold(.none), .skips(.none)],
            .stopped),
        Story(
            "tries again, later each time",
            [
                .reset(9, full), .fires(.reap), .begins(true), .fails(.start(.seconds(1))), .fires(.reap),
                .begins(true),
                .fails(.start(.seconds(2))), .fires(.reap), .begins(true), .fails(.start(.seconds(4))),
            ], .retrying),
        Story(
            "begins in full, and patiently, after a use between two attempts",
            [
                .reset(9, full), .fires(.reap), .begins(true), .fails(.start(.seconds(1))), .hold(.stop),
                .release(full),
                .fires(.reap), .begins(true), .fails(.start(.seconds(1))),
            ], .retrying),
        Story(
            "begins in full after a use during a failed attempt",
            [.reset(9, full), .fires(.reap), .begins(true), .hold(.none), .release(.none), .fails(full)], .running),
        Story(
            "waits for the end of a use that began during a failed attempt",
            [.reset(9, full), .fires(.reap), .begins(true), .hold(.none), .fails(.none), .release(full)], .running),
        Story(
            "gives up when its time is set to zero during a failed attempt",
            [.reset(9, full), .fires(.reap), .begins(true), .reset(0, .none), .fails(.none)], .stopped),
        Story(
            "gives up when its time is set to zero between two attempts",
            [.reset(9, full), .fires(.reap), .begins(true), .fails(.start(.seconds(1))), .reset(0, .stop)], .stopped),
    ]

    @Test(arguments: stories)
    func story(_ story: Story) {
        var countdown = Countdown(.zero)

        for (number, step) in story.steps.enumerated() {
            switch step {
            case .hold(let action): #expect(countdown.hold() == action, "step \(number)")
            case .release(let action): #expect(countdown.release() == action, "step \(number)")
            case .reset(let time, let action): #expect(countdown.reset(to: .seconds(time)) == action, "step \(number)")
            case .fires(let action): #expect(countdown.fires() == action, "step \(number)")
            case .begins(let may): #expect(countdown.beginReaping() == may, "step \(number)")
            case .skips(let action): #expect(countdown.skips() == action, "step \(number)")
            case .fails(let action): #expect(countdown.reapFailed() == action, "step \(number)")
            }
        }

        #expect(countdown.phase == story.end)
    }

    @Test("does not hurry after a failure, however short its time is", arguments: [true, false])
    func patience(_ isUsedMeanwhile: Bool) {
        var countdown = Countdown(.milliseconds(100))
        _ = (countdown.restart(), countdown.fires(), countdown.beginReaping())

        let actions =
            isUsedMeanwhile
            ? [countdown.hold(), countdown.release(), countdown.reapFailed()]
            : [countdown.reapFailed(), countdown.hold(), countdown.release()]

        #expect(actions.filter { $0 != .none && $0 != .stop }.last == .start(.seconds(1)))
        #expect(countdown.phase == .running)
    }

    @Test(
        "is tried again after a time that doubles up to a minute",
        arguments: [(0, 1), (1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (8, 60), (1000, 60)])
    func delays(failures: Int, seconds: Int) {
        #expect(Countdown.retryDelay(failures: failures) == .seconds(seconds))
    }
}
