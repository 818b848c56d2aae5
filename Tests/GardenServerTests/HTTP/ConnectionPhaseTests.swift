import Testing

@testable import GardenServer

@Suite("Connection phase")
struct ConnectionPhaseTests {
    private var phase = ConnectionPhase()

    private mutating func receiveRequest() {
        _ = phase.headBegins()
        phase.headEnds()
        phase.requestEnds()
    }

    @Test("goes from request to request")
    mutating func keepAlive() {
        receiveRequest()
        #expect(!phase.readsRequest)

        #expect(phase.answered(keepsAlive: true, leavesInput: false) == .next)
        #expect(phase.readsRequest)
    }

    @Test("closes behind the last answer, and lingers when the client may still be sending")
    mutating func lastAnswer() {
        receiveRequest()
        var other = phase

        #expect(phase.answered(keepsAlive: false, leavesInput: false) == .close)
        #expect(other.answered(keepsAlive: false, leavesInput: true) == .linger)
        #expect(other.inputEnds() == .close)
    }

    @Test("answers a client that has ended its side")
    mutating func halfClose() {
        receiveRequest()

        #expect(phase.inputEnds() == .wait)
        #expect(phase.answered(keepsAlive: true, leavesInput: false) == .next)
        #expect(phase.exhausted() == .close)
    }

    @Test("closes when a client ends its side between or within requests")
    mutating func endWithoutRequest() {
        var begun = phase
        _ = begun.headBegins()

        #expect(phase.inputEnds() == .close)
        #expect(begun.inputEnds() == .close)
    }

    @Test("answers what was received when the server stops, and nothing more")
    mutating func stopping() {
        var idle = phase
        receiveRequest()

        #expect(idle.serverStops() == .close)
        #expect(phase.serverStops() == .wait)
        #expect(phase.answered(keepsAlive: true, leavesInput: false) == .close)
    }

    @Test("reads on while a body is handed on, and breaks it off when the client ends its side within it")
    mutating func streaming() {
        _ = phase.headBegins()
        phase.headEnds(handsOnBody: true)
        #expect(phase.readsRequest)
        var other = phase

        #expect(phase.inputEnds() == .breakBody)
        #expect(phase.exhausted() == .breakBody)
        other.requestEnds()
        #expect(other.inputEnds() == .wait)
    }

    @Test("lets a body that is handed on arrive when the server stops")
    mutating func streamingWhileStopping() {
        _ = phase.headBegins()
        phase.headEnds(handsOnBody: true)

        #expect(phase.serverStops() == .wait)
        #expect(phase.readsRequest)
    }
}
