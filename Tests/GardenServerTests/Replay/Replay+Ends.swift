import Garden
import GardenWire
import GuardianTestSupport
import NIOCore

@testable import GardenServer

extension Replay {
    // MARK: clients

    /// The client ends its side, or goes altogether.
    mutating func leave(_ id: Int) async {
        guard let connection = connections[id], let client = connection.client else { return }
        if connection.isDeserted { return await disappear(id) }
        let hasEnded = client.received.read(\.hasEnded)
        let saidSo = connection.ours.responses.contains(where: \.closes)
        if hasEnded, !connection.isClosedByServer, !saidSo, !connection.isOutput, connection.ours.ending == nil {
            outcome.differences.append(.closing("connection \(id): recorded closed by the client, ours by the server"))
        }
        connections[id]?.isLeftByClient = true
        do {
            try await client.halfClose()
        } catch {
            // The server may have closed it meanwhile, as the recorded one did.
        }
    }

    /// The client goes altogether.
    mutating func disappear(_ id: Int) async {
        connections[id]?.isLeftByClient = true
        connections[id]?.isGone = true
        order.ignore(id)
        await connections[id]?.client?.close()
    }

    /// The recorded server refused this connection.
    mutating func expectRefusal(of id: Int) async throws {
        if transcript.name == "raw-stop-in-flight" {
            for gate in connections.values.flatMap(\.gates) { await gate.waitForArrival() }
            let server = fixture.server
            stopping = Task { await server.stop(within: Self.stopLimit) }
            // It is asked for when the listener is closed.
            await clock.wait(for: Self.stopLimit)
        }
        let client = try? await RawClient.connect(to: .unixSocket(path: fixture.folder.socket))
        guard let client else { return }
        outcome.differences.append(.closing("connection \(id): recorded refused, ours accepted"))
        await client.close()
    }

    private static let stopLimit = Duration.seconds(30)

    // MARK: the server

    /// The recorded server closed this connection. When it did relative to other connections is only known to about a
    /// millisecond, so ours may still do it.
    mutating func serverCloses(_ id: Int) async {
        connections[id]?.isClosedByServer = true
        if transcript.name == "run-server-stops", stopping == nil {
            await fixture.server.stop(within: Self.stopLimit)
        }
    }

    // MARK: time

    /// Lets the time of the recording come, with all that happens until then.
    func passTime(to time: Duration) async {
        guard scenario.passesTime else { return }
        while true {
            await waitForAlarms()
            let graceTime = graceTime
            let count = destroyTimes.entries.count
            guard let delay = clock.next(until: time) else { return }
            if delay == graceTime { await destroyTimes.wait { $0.count > count } }
        }
    }

    /// Waits until the server has set all the alarms that are due to it.
    private func waitForAlarms() async {
        if transcript.name == "raw-slow-headers" {
            let hasBegun = connections.values.contains { $0.sent > 0 }
            if hasBegun, !clock.hasPassed(.milliseconds(200)) { await clock.wait(for: .milliseconds(200)) }
            return
        }
        let isInUse = connections.values.contains { $0.isHolding || $0.awaitsAnswer }
        guard let graceTime, containerExists, !isInUse else { return }
        await clock.wait(for: graceTime)
    }

    /// The grace time of the one container there is; nil: it has none.
    private var graceTime: Duration? {
        let time = fixture.backend.container.graceTimeSet.calls.last ?? scenario.graceTime
        return time > .zero ? time : nil
    }

    private var containerExists: Bool {
        func answers(_ route: Route, isSuccess: Bool) -> Int {
            connections.values.count { $0.lastRoute == route && $0.ours.responses.last?.isSuccess == isSuccess }
        }
        return answers(.create, isSuccess: true) > 0
            && destroyTimes.entries.count <= answers(.destroy, isSuccess: false)
    }

    // MARK: the end

    /// Waits for what is still to come, and compares.
    mutating func finish() async throws {
        for connection in connections.values {
            for gate in connection.gates { gate.open() }
        }
        if let last = transcript.observations.last { await passTime(to: last.time + .milliseconds(20)) }
        for connection in connections.values.sorted(by: { $0.id < $1.id }) {
            connections[connection.id]?.oursAtTheEnd = connection.ours
            try await expectEnd(of: connection)
            if let stream = connection.recorded.streamID, connection.isProcess {
                await processes[stream]?.waitForCommands(connection.sentStream)
            }
        }
        if transcript.name == "raw-create-client-gone" { await destroyTimes.wait { !$0.isEmpty } }
        if recordedCalls.kinds.contains(.streamOutClosed) { await archive?.events.wait(for: .closed) }
        _ = await stopping?.value
        compare()
    }

    /// Streams must end. On other connections a further request shows whether they have.
    private mutating func expectEnd(of connection: ReplayedConnection) async throws {
        guard let client = connection.client, !connection.isGone else { return }
        guard connection.isClosedByServer || connection.isLeftByClient else {
            guard connection.staysOpen else { return }
            if try await answersPing(connection, client) { return }
            return outcome.differences.append(.closing("connection \(connection.id): recorded open, ours closed"))
        }
        let ours = connection.ours
        let mustEnd = connection.isLeftByClient || connection.requests.isEmpty || ours.responses.last?.body == .stream
        if !mustEnd, ours.responses.last?.closes != true, try await answersPing(connection, client) {
            outcome.differences.append(.closing("connection \(connection.id): recorded closed, ours open"))
            return
        }
        _ = await client.received.wait { $0.hasEnded ? true : nil }
        connections[connection.id]?.oursAtTheEnd = connection.ours
    }

    private func answersPing(_ connection: ReplayedConnection, _ client: RawClient) async throws -> Bool {
        let count = connection.ours.responses.count
        do {
            try await client.send("GET /ping HTTP/1.1\r\nHost: api\r\n\r\n")
        } catch {
            return false
        }
        let requests = connection.requests
        return await client.received.wait { received in
            if ServerSide(received.bytes, to: requests).responses.count > count { return true }
            return received.hasEnded ? false : nil
        } ?? false
    }
}
