import GardenWire
import GuardianTestSupport
import NIOCore

@testable import GardenServer

/// Plays a recorded conversation's clients against our server, over a backend that behaves as the recording shows, and
/// lists what is answered differently.
struct Replay: Sendable {
    /// What came out of it.
    struct Outcome: Sendable {
        var differences: [Difference] = []
        /// The connections that were made or refused.
        var connections = 0
        /// How many bytes the clients sent.
        var sentBytes = 0
        /// How many recorded answers were held against ours.
        var answers = 0
    }

    let transcript: Transcript
    let scenario: ReplayScenario
    let fixture: ServerFixture
    let clock: VirtualTime
    let recordedCalls: RecordedCalls
    var connections: [Int: ReplayedConnection] = [:]
    /// By the stream ids of the recording.
    var processes: [String: ReplayedProcess] = [:]
    var outcome = Outcome()
    /// When containers were destroyed.
    let destroyTimes = Recorder<Duration>()
    /// What the backend's StreamOut reads.
    var archive: FakeByteSource?
    /// Counts what any of the clients notices.
    let changes = Monitor(0)
    let order = ClosingOrder()
    var stopping: Task<Void, Never>?
    /// How often a server lists its containers before the first client comes.
    private(set) var earlierLists = 0

    init(_ transcript: Transcript, _ fixture: ServerFixture, _ clock: VirtualTime) {
        self.transcript = transcript
        self.fixture = fixture
        self.clock = clock
        scenario = ReplayScenario(transcript.name)
        recordedCalls = RecordedCalls(transcript)
        for connection in transcript.connections {
            connections[connection.id] = ReplayedConnection(connection, transcript)
        }
        for connection in connections.values {
            guard let id = connection.recorded.streamID, connection.isProcess else { continue }
            processes[id] = ReplayedProcess(transcript, connections, connection.recorded.payloads.first, scenario)
        }
        order.expect(connections.values.filter { $0.recorded.ending != nil }.compactMap(\.recorded.streamID))
    }

    /// Plays a scenario against a server of its own.
    static func play(_ transcript: Transcript) async throws -> Outcome {
        let scenario = ReplayScenario(transcript.name)
        let clock = VirtualTime()
        let fixture = ServerFixture { configuration in
            scenario.configure(&configuration)
            configuration.scheduler = clock
        }
        var replay = Replay(transcript, fixture, clock)
        try await ServerFixture.serving(fixture) { _ in try await replay.play() }
        return replay.outcome
    }

    private mutating func play() async throws {
        scriptDefaults()
        earlierLists = fixture.backend.listed.calls.count
        for event in transcript.events {
            await passTime(to: event.time)
            try await follow(event)
        }
        try await finish()
    }

    // MARK: events

    private mutating func follow(_ event: Transcript.Event) async throws {
        let id = event.connection
        switch (event.kind, event.direction) {
        case (.open, _): try await open(id)
        case (.data, .clientToServer): try await send(event.bytes, on: id)
        case (.data, .serverToClient):
            connections[id]?.lastSaid = event.time
            await receive(event.bytes, on: id)
        case (.eof, .clientToServer): await leave(id)
        case (.eof, .serverToClient): await serverCloses(id)
        case (.error, .clientToServer):
            if connections[id]?.isClosedByServer == false { await disappear(id) }
        case (.error, .serverToClient):
            if connections[id]?.isLeftByClient == false { await serverCloses(id) }
        default: break
        }
    }

    private mutating func open(_ id: Int) async throws {
        guard let connection = connections[id] else { return }
        outcome.connections += 1
        if connection.isRefused { return try await expectRefusal(of: id) }
        let (changes, order) = (changes, order)
        let outputOf = connection.outputOf
        let client = try await fixture.connect(onLoop: order.loop) { loop, hasEnded in
            if hasEnded, let outputOf { order.outputEnded(of: outputOf, on: id, loop) }
            changes.change { $0 += 1 }
        }
        connections[id]?.client = client
        if connection.isProcess, let stream = connection.recorded.streamID { order.add(client, stream) }
    }

    private mutating func send(_ bytes: [UInt8], on id: Int) async throws {
        guard let client = connections[id]?.client else { return }
        connections[id]?.sent += bytes.count
        outcome.sentBytes += bytes.count
        try scriptAnswers(on: id)
        do {
            try await client.send(bytes)
        } catch {
            // The server may have closed first, as the recorded one did.
        }
    }

    /// Waits until our server has said as much as the recorded one had.
    private mutating func receive(_ bytes: [UInt8], on id: Int) async {
        connections[id]?.said += bytes
        openGates(of: id)
        guard let connection = connections[id] else { return }
        await drive(connection)
        guard !connection.isGone else { return }
        connections[id]?.heard += bytes
        await waitForAnswer(on: id)
        if connection.lastRoute == .destroy { scriptDestroys() }
    }

    private func waitForAnswer(on id: Int) async {
        guard let connection = connections[id], let client = connection.client else { return }
        let (recorded, requests) = (connection.heardSoFar, connection.requests)
        let readers = connection.isOutput ? rivals(of: id).compactMap(\.client) : []
        let wanted = readers.isEmpty ? 0 : rivals(of: id).reduce(0) { $0 + $1.heardSoFar.stream.count }
        _ = await changes.wait { _ in
            let received = client.received.read { $0 }
            if received.hasEnded { return true }
            let ours = ServerSide(received.bytes, to: requests)
            guard ours.responses.count >= recorded.responses.count, ours.goOns >= recorded.goOns else { return nil }
            if connection.isProcess { return ours.payloads.count >= recorded.payloads.count ? true : nil }
            if recorded.responses.isEmpty, recorded.goOns == 0 {
                return ours.remainder.count >= min(recorded.remainder.count, 1) ? true : nil
            }
            guard connection.isOutput else { return true }
            let got = readers.reduce(0) { $0 + ServerSide($1.received.read(\.bytes), to: requests).stream.count }
            return got >= wanted ? true : nil
        }
    }

    /// The connections that read the same output at the same time, this one included.
    func rivals(of id: Int) -> [ReplayedConnection] {
        guard let one = connections[id] else { return [] }
        return connections.values.filter { $0.id == id || $0.competes(with: one) }
    }
}
