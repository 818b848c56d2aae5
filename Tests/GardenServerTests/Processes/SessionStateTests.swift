import Garden
import Testing

@testable import GardenServer

@Suite("Session state")
struct SessionStateTests {
    private var state = SessionState(inputLimit: 10)

    @Test("counts the first ending only")
    mutating func firstEnding() {
        let endings = [state.end(.detached(.clientGone)), state.end(.exited(status: 0))]

        #expect(endings == [true, false])
        #expect(state.ending == .detached(.clientGone))
    }

    @Test("drops what the client asked for when the process is gone, even after the client")
    mutating func abandonedCommands() {
        state.commands.append(.write([1]))
        _ = state.end(.detached(.clientGone))
        #expect(!state.commands.isFinished)

        _ = state.end(.exited(status: 0))

        #expect(state.commands.isFinished)
    }
}
