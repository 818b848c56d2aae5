import Garden
import GardenWire
import GuardianTestSupport
import JSON
import NIOCore

@testable import GardenServer

/// Plays a recorded conversation's client against our server, over a backend that behaves as the recording shows, and
/// lists what is answered differently.
struct Replay: Sendable {
    let transcript: Transcript
    let fixture: ServerFixture
    private var clients: [Int: RawClient] = [:]
    private var processes: [String: FakeProcess] = [:]
    /// What the recorded server has said so far, by connection.
    private var said: [Int: [UInt8]] = [:]
    private var sent: [Int: [UInt8]] = [:]
    /// Connections whose client has closed them altogether, and those whose client has ended its side.
    private var goneClients: Set<Int> = []
    private var leftClients: Set<Int> = []
    /// Connections that the recorded server closed.
    private var closedConnections: Set<Int> = []
    private let expected: [Int: Transcript.Connection]

    init(_ transcript: Transcript, _ fixture: ServerFixture) {
        self.transcript = transcript
        self.fixture = fixture
        expected = Dictionary(uniqueKeysWithValues: transcript.connections.map { ($0.id, $0) })
    }

    /// Plays it and returns the differences.
    mutating func play() async throws -> [String] {
        for event in transcript.events where isPlayed(event.connection) {
            try await follow(event)
        }
        let stillOpen = try await clientsThatShouldBeClosed()
        return differences() + stillOpen.map { "connection \($0): recorded closed, ours open" }
    }

    // MARK: playing

    /// Calls that are not served have their own tests; a connection that the recording's server refused has no bytes.
    private func isPlayed(_ id: Int) -> Bool {
        guard let connection = expected[id] else { return false }
        return !connection.clientToServer.isEmpty && ClientSide(connection.clientToServer).isServed
    }

    private mutating func follow(_ event: Transcript.Event) async throws {
        let id = event.connection
        switch (event.kind, event.direction) {
        case (.open, _): clients[id] = try await fixture.connect()
        case (.data, .clientToServer): try await send(event.bytes, on: id)
        case (.data, .serverToClient): try await receive(event.bytes, on: id)
        case (.eof, .clientToServer): try await leave(id)
        case (.eof, .serverToClient): await expectEnd(of: id)
        case (.error, .clientToServer) where transcript.name == "raw-stream-reader-gone" && goneClients.isEmpty:
            goneClients.insert(id)
            await clients[id]?.close()
            processes[Self.firstStreamID]?.stdout.write("2 3 4 5 6 7 ")
            writtenOutput.0.record(Array("2 3 4 5 6 7 ".utf8))
        default: break
        }
    }

    private mutating func send(_ bytes: [UInt8], on id: Int) async throws {
        sent[id, default: []] += bytes
        try scriptAnswers(on: id)
        do {
            try await clients[id]?.send(bytes)
        } catch {
            // The server may have closed first, as the recorded one did.
        }
    }

    /// Waits until our server has said as much as the recorded one had.
    private mutating func receive(_ bytes: [UInt8], on id: Int) async throws {
        guard !goneClients.contains(id), let client = clients[id] else { return }
        said[id, default: []] += bytes
        let side = ClientSide(sent[id] ?? [])
        let recorded = ServerSide(said[id] ?? [], isHijack: side.isHijack)
        await drive(side, recorded)
        let (count, length) = (recorded.responses.count, recorded.stream.count)
        await client.wait { bytes in
            let ours = ServerSide(bytes, isHijack: side.isHijack)
            return ours.responses.count >= count && ours.stream.count >= length
        }
    }

    /// Lets the process do what made the recorded server say this.
    private func drive(_ side: ClientSide, _ recorded: ServerSide) async {
        guard let route = side.routes.last ?? nil else { return }
        switch route {
        case .run:
            guard let process = processes[Self.firstStreamID] else { return }
            for payload in Self.payloads(recorded.stream) {
                guard payload.exitStatus != nil || payload.error != nil else { continue }
                await fillOutputs(of: process)
                await Self.obey(side.stream, process)
                if let status = payload.exitStatus { process.exit(Int32(truncatingIfNeeded: status)) }
                if let error = payload.error { process.failWaiting(GardenError.failed(error)) }
            }
        case .stdout, .stderr:
            guard let process = processes[side.streamID] else { return }
            let output = route == .stdout ? process.stdout : process.stderr
            let written = route == .stdout ? writtenOutput.0 : writtenOutput.1
            let done = written.entries.reduce(0) { $0 + $1.count }
            if recorded.stream.count > done, outputOverride == nil {
                let more = Array(recorded.stream.dropFirst(done))
                written.record(more)
                output.write(more)
            }
        default: break
        }
    }

    /// Waits until all that the client asked for has arrived: of a process that has ended nothing is asked any more.
    private static func obey(_ stream: [UInt8], _ process: FakeProcess) async {
        var loop = PayloadLoop()
        for payload in payloads(stream) {
            switch loop.command(payload) {
            case .endInput: await process.events.wait(for: .endOfInput)
            case .signal(let signal): await process.events.wait(for: .signal(signal))
            case .resize(let size): await process.events.wait(for: .resize(size))
            case .write, nil: break
            }
        }
    }

    private static let firstStreamID = "1"
    /// What the process wrote so far to its two streams.
    private let writtenOutput = (Recorder<[UInt8]>(), Recorder<[UInt8]>())

    /// What a process of this scenario writes, when the recorded client did not get all of it.
    private var outputOverride: [UInt8]? {
        switch transcript.name {
        case "raw-run-output-overflow": (0..<5000).flatMap { Array("\(String(10000 + $0).dropFirst())\n".utf8) }
        default: nil
        }
    }

    /// Writes what readers that come after the end of the process are going to get.
    private func fillOutputs(of process: FakeProcess) async {
        if let outputOverride {
            if writtenOutput.0.entries.isEmpty {
                writtenOutput.0.record(outputOverride)
                process.stdout.write(outputOverride)
            }
            return
        }
        for (route, output, written) in [
            (Route.stdout, process.stdout, writtenOutput.0), (.stderr, process.stderr, writtenOutput.1),
        ] {
            let all = outputs(of: route)
            let done = written.entries.reduce(0) { $0 + $1.count }
            guard all.count > done else { continue }
            let more = Array(all.dropFirst(done))
            written.record(more)
            output.write(more)
        }
    }

    /// All that the recorded clients got of a stream.
    private func outputs(of route: Route) -> [UInt8] {
        transcript.connections.flatMap { connection -> [UInt8] in
            let side = ClientSide(connection.clientToServer)
            guard side.routes.last == route else { return [] }
            return ServerSide(connection.serverToClient, isHijack: side.isHijack).stream
        }
    }

    static func payloads(_ bytes: [UInt8]) -> [ProcessPayload] {
        var splitter = PayloadSplitter()
        splitter.append(bytes)
        var payloads: [ProcessPayload] = []
        while case .value(let text)? = splitter.nextPiece() {
            guard let payload = try? ProcessPayload(body: text) else { break }
            payloads.append(payload)
        }
        return payloads
    }

    // MARK: ends

    private mutating func leave(_ id: Int) async throws {
        guard let client = clients[id] else { return }
        if transcript.name == "raw-run-client-gone" {
            goneClients.insert(id)
            await client.close()
        } else if client.channel.isActive {
            leftClients.insert(id)
            _ = try? await client.halfClose()
        }
    }

    /// The recorded server closed this connection. When it did relative to other connections is only known to about a
    /// millisecond, so ours may still do it.
    private mutating func expectEnd(of id: Int) async {
        closedConnections.insert(id)
        switch transcript.name {
        case "run-server-stops": await fixture.server.stop(within: .seconds(1))
        case "raw-slow-headers":
            await fixture.scheduler.delays.wait { $0.count { $0 == .seconds(30) } == 2 }
            fixture.scheduler.pass(.seconds(30))
            _ = await clients[id]?.received.wait { $0.hasEnded ? true : nil }
        default: break
        }
    }

    /// Streams must end. On other connections a further request shows whether they have.
    private func clientsThatShouldBeClosed() async throws -> [Int] {
        var result: [Int] = []
        for id in closedConnections.subtracting(goneClients).sorted() {
            guard let client = clients[id] else { continue }
            let side = ClientSide(sent[id] ?? [])
            let count = ServerSide(said[id] ?? [], isHijack: side.isHijack).responses.count
            if !side.isHijack(side.routes.count - 1), !leftClients.contains(id) {
                _ = try? await client.send("GET /ping HTTP/1.1\r\nHost: api\r\n\r\n")
                await client.wait { ServerSide($0, isHijack: side.isHijack).responses.count > count }
                if client.received.read({ !$0.hasEnded }) { result.append(id) }
            } else {
                _ = await client.received.wait { $0.hasEnded ? true : nil }
            }
        }
        return result
    }

    // MARK: answers

    /// Lets the backend give the answers that the recorded one gave.
    private mutating func scriptAnswers(on id: Int) throws {
        guard let connection = expected[id] else { return }
        let side = ClientSide(sent[id] ?? [])
        let index = side.routes.count - 1
        let whole = ClientSide(connection.clientToServer)
        let answers = ServerSide(connection.serverToClient, isHijack: whole.isHijack).responses
        guard side.routes.indices.contains(index), answers.indices.contains(index), let route = side.routes[index]
        else { return }
        let answer = answers[index]
        if route == .run, answer.status < 300, processes.isEmpty {
            let process = FakeProcess()
            processes[Self.firstStreamID] = process
            fixture.script(process)
        } else {
            try fixture.backend.answer(route, with: answer)
        }
    }

    // MARK: comparing

    private func differences() -> [String] {
        var result: [String] = []
        for (id, client) in clients.sorted(by: { $0.key < $1.key }) where !goneClients.contains(id) {
            guard let connection = expected[id] else { continue }
            let side = ClientSide(connection.clientToServer)
            let recorded = ServerSide(connection.serverToClient, isHijack: side.isHijack)
            let ours = ServerSide(client.received.read(\.bytes), isHijack: side.isHijack)
            for (index, pair) in Self.pairs(recorded.responses, ours.responses).enumerated() where pair.0 != pair.1 {
                result.append("connection \(id) answer \(index): recorded \(pair.0 ?? "-"), ours \(pair.1 ?? "-")")
            }
            if recorded.stream != ours.stream {
                result.append("connection \(id): recorded \(recorded.stream.count) bytes, ours \(ours.stream.count)")
            }
        }
        return result + backendDifferences()
    }

    private static func pairs(
        _ left: [ComparableResponse], _ right: [ComparableResponse]
    ) -> [(String?, String?)] {
        (0..<max(left.count, right.count)).map { index in
            (
                left.indices.contains(index) ? left[index].description : nil,
                right.indices.contains(index) ? right[index].description : nil
            )
        }
    }

    private func backendDifferences() -> [String] {
        let lines = transcript.observations(of: "backend")
        let recorded = lines.compactMap(BackendCall.init(recorded:))
        var kinds = Set(recorded.map(\.kind))
        if lines.contains("no Signal call arrived") { kinds.insert("signal") }
        // Here the recorded process saw the end of its input because it ended itself.
        if transcript.name == "run-stdin-reader-error" { kinds.remove("input") }
        let ours = fixture.backend.calls(of: Array(processes.values)).filter { kinds.contains($0.kind) }
        let compared = recorded.filter { kinds.contains($0.kind) }
        let (missing, added) = (Self.subtract(ours, from: compared), Self.subtract(compared, from: ours))
        return missing.map { "backend: missing \($0)" } + added.map { "backend: added \($0)" }
    }

    private static func subtract(_ other: [BackendCall], from calls: [BackendCall]) -> [BackendCall] {
        var rest = calls
        for call in other {
            if let index = rest.firstIndex(of: call) { rest.remove(at: index) }
        }
        return rest
    }
}
