import Garden
import GardenWire
import GuardianTestSupport

@testable import GardenServer

extension Replay {
    /// Lets the backend do what no recorded answer tells.
    func scriptDefaults() {
        let backend = fixture.backend
        backend.graceTimeRead.answer { [scenario] _ in
            backend.container.graceTimeSet.calls.last ?? scenario.graceTime
        }
        scriptDestroys()
    }

    /// Lets the next destruction of a container succeed, unless the recorded one failed.
    func scriptDestroys() {
        let fails = recordedCalls.destroyFails
        fixture.backend.destroyed.answer { [destroyTimes, clock] _ in
            destroyTimes.record(clock.now)
            if fails { throw GardenError.failed("it cannot be destroyed") }
        }
    }

    /// Lets the backend give the answers that the recorded one gave to the requests that have begun.
    mutating func scriptAnswers(on id: Int) throws {
        while let connection = connections[id], connection.gates.count < connection.requests.count {
            let index = connection.gates.count
            guard connection.headEnds[index] <= connection.sent else { return }
            let gate = AnswerGate()
            connections[id]?.gates.append(gate)
            guard let route = connection.requests[index].route else { continue }
            var answer = RecordedAnswer(response: connection.recorded.response(index), gate: gate)
            if connection.requests[index].isHijack { answer.process = process(of: connection) }
            if route == .streamIn { scriptUnreadArchive(answer) }
            if route == .streamOut { answer.archive = makeArchive(answer.response) }
            try script(route, answer)
        }
    }

    private func script(_ route: Route, _ answer: RecordedAnswer) throws {
        let backend = fixture.backend
        if route == .setGraceTime, scenario.hidesFailure {
            backend.container.graceTimeSet.answer { _ in throw GardenError.failed("it cannot be set") }
        } else if route == .streamOut, scenario.archiveFails {
            let archive = FakeByteSource()
            archive.fail(answer.failure ?? .failed("it cannot be read"))
            backend.container.streamedOut.answer { _ in archive }
        } else if route == .destroy {
            backend.destroyed.answer { [destroyTimes, clock] _ in
                destroyTimes.record(clock.now)
                await answer.gate.pass()
                if let failure = answer.failure { throw failure }
            }
        } else {
            try backend.answer(route, with: answer)
        }
    }

    /// A backend that fails does so before it reads the archive.
    private func scriptUnreadArchive(_ answer: RecordedAnswer) {
        guard let failure = answer.failure else { return }
        fixture.backend.container.archiveArrived.answer { _ in
            await answer.gate.pass()
            throw failure
        }
    }

    private mutating func process(of connection: ReplayedConnection) -> FakeProcess? {
        guard connection.isProcess else { return nil }
        let key = connection.recorded.streamID ?? "of connection \(connection.id)"
        if processes[key] == nil { processes[key] = ReplayedProcess(transcript, connections, nil, scenario) }
        return processes[key]?.fake
    }

    /// What the recorded client read, or more than anybody reads when it did not read to the end.
    private mutating func makeArchive(_ response: RecordedResponse) -> FakeByteSource {
        let archive = FakeByteSource()
        if case .bytes(let bytes) = response.body {
            archive.write(bytes)
            archive.end()
        } else {
            for _ in 0..<256 { archive.write([UInt8](repeating: 0, count: 32 * 1024)) }
        }
        self.archive = archive
        return archive
    }

    /// Lets the backend answer what the recorded server has answered. Calls of one kind that came together are
    /// answered together: which of them is which the backend cannot know.
    func openGates(of id: Int) {
        guard let connection = connections[id] else { return }
        for gate in connection.gates { gate.open() }
        for other in connections.values where other.lastRoute == connection.lastRoute {
            for gate in other.gates { gate.open() }
        }
    }

    /// Lets the process do what made the recorded server say this.
    mutating func drive(_ connection: ReplayedConnection) async {
        if connection.isOutput, let stream = connection.outputOf {
            processes[stream]?.write(until: connection.lastSaid)
        }
        guard connection.isProcess, let stream = connection.recorded.streamID else { return }
        let said = ServerSide(connection.said, to: connection.requests)
        guard let ending = said.ending else { return }
        await processes[stream]?.waitForCommands(connection.sentStream)
        processes[stream]?.end(ending)
    }
}

extension ServerSide {
    /// The answer to a request; a success without content when there was none.
    fileprivate func response(_ index: Int) -> RecordedResponse {
        responses.indices.contains(index) ? responses[index] : .unfinished
    }
}

extension ReplayedConnection {
    /// What the client has sent so far behind its request.
    var sentStream: [UInt8] {
        let before = total - clientStream.count
        return Array(clientStream.prefix(max(0, sent - before)))
    }
}
