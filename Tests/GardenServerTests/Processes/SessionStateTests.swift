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

    @Test("ends an output once it was read and the ending was told, in either order")
    mutating func endOfOutputs() {
        let endsEarly = state.reads(.stdout)
        #expect(!state.outputIsOver)

        let ended = state.tellsEnding()
        let endsLate = state.reads(.stderr)

        #expect(!endsEarly)
        #expect(ended == [.stdout])
        #expect(endsLate)
        #expect(state.outputIsOver)
    }
}
