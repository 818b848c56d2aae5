import Linux
import Testing

@testable import gdn

@Suite("Signals to a command that serves a process")
struct InterruptionLadderTests {
    private var ladder = InterruptionLadder(leavesOnHangUp: false)

    @Test("end the process, then the command, then the program")
    mutating func order() {
        let steps = [Signal.terminate, .interrupt, .hangUp, .terminate].map { ladder.step(for: $0) }

        #expect(steps == [.handOn, .giveUp, .quit, .quit])
    }

    @Test("about the terminal's size are no step")
    mutating func resizing() {
        let steps = [Signal.windowChange, .terminate, .windowChange, .windowChange, .terminate]
            .map { ladder.step(for: $0) }

        #expect(steps == [.resize, .handOn, .resize, .resize, .giveUp])
    }

    @Test("part a client that is attached from the process when they say that its terminal is gone")
    func hangUp() {
        var first = InterruptionLadder(leavesOnHangUp: true)
        var later = InterruptionLadder(leavesOnHangUp: true)

        #expect([Signal.hangUp, .hangUp].map { first.step(for: $0) } == [.giveUp, .quit])
        #expect([Signal.terminate, .hangUp, .terminate].map { later.step(for: $0) } == [.handOn, .giveUp, .quit])
    }
}
