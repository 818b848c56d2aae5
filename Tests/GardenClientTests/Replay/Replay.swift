import Foundation
import Garden
import GardenWire
import GuardianTestSupport
import JSON
import Synchronization

@testable import GardenClient

/// A recorded conversation whose server's part is played to our client.
struct Replay: Sendable {
    let transcript: Transcript
    let server: ScriptedServer
    private let played = Played()

    init(_ scenario: String) throws {
        transcript = try Transcript(named: scenario)
        server = ScriptedServer { [transcript, played] request, connection in
            guard let recorded = played.recorded(for: request, in: transcript) else {
                return Self.stepsWithoutRecording(request)
            }
            played.note(connection, recorded)
            return Self.steps(of: recorded, in: transcript)
        }
    }

    /// The recorded request of each connection, in the order of these.
    var requests: [RecordedMessage] { transcript.connections.compactMap(\.request) }

    /// Our connections with a request that was recorded, each with the recorded connection.
    var exchanges: [Exchange] { played.exchanges }

    // MARK: the server's part

    /// The original's client leaves out a stream that its caller does not want; ours opens both.
    private static func stepsWithoutRecording(_ request: RecordedMessage) -> [ScriptedServer.Step] {
        switch request.route {
        case .stdout, .stderr: [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8))]
        default: []
        }
    }

    /// What the recorded server did on a connection.
    private static func steps(
        of recorded: Transcript.Connection, in transcript: Transcript
    ) -> [ScriptedServer.Step] {
        let route = recorded.request?.route
        var steps: [ScriptedServer.Step] = []
        var sent: [UInt8] = []
        for event in transcript.events where event.connection == recorded.id {
            switch (event.kind, event.direction) {
            case (.data, .serverToClient): steps.append(.send(event.bytes))
            case (.data, .clientToServer) where route == .streamIn:
                sent += event.bytes
                if RecordedMessage(parsing: sent)?.dechunked != nil { steps.append(.awaitArchive) }
            case (.data, .clientToServer):
                sent += event.bytes
                // Ours sends nothing more before its request is answered; one by hand did.
                guard !steps.isEmpty else { continue }
                let input = RecordedMessage(parsing: sent)?.payloads.compactMap(Input.init) ?? []
                steps.append(.awaitPayloads(input.count))
            case (.eof, .clientToServer) where recorded.endsWithClient: steps.append(.awaitEnd)
            default: break
            }
        }
        return steps
    }

    /// What the recorded server sent behind the head on the connection for `stream`: a process's output.
    func recordedOutput(_ stream: String) -> [UInt8] {
        let connection = transcript.connections.first { $0.request?.target.hasSuffix("/\(stream)") ?? false }
        return connection.flatMap { RecordedMessage(parsing: $0.serverToClient) }?.rest ?? []
    }
}

/// A connection of ours, with the recorded one in whose place it came.
struct Exchange: Sendable {
    let recorded: Transcript.Connection
    let ours: ReceivedConnection
}

/// What was played so far.
private final class Played: Sendable {
    private struct State {
        var used: Set<Int> = []
        var exchanges: [Exchange] = []
    }

    private let state = Mutex(State())

    var exchanges: [Exchange] { state.withLock { $0.exchanges } }

    func note(_ ours: ReceivedConnection, _ recorded: Transcript.Connection) {
        state.withLock { $0.exchanges.append(Exchange(recorded: recorded, ours: ours)) }
    }

    /// The next recorded connection with the same call; or, for a name that is escaped otherwise, any of that route.
    func recorded(for request: RecordedMessage, in transcript: Transcript) -> Transcript.Connection? {
        let route = request.route
        let same = transcript.connections.filter { $0.request?.call == request.call }
        return state.withLock { state in
            let next =
                same.first { !state.used.contains($0.id) && $0.request?.json == request.json }
                ?? same.first { !state.used.contains($0.id) }
            let ofRoute = transcript.connections.first { $0.request?.route == route }
            let isOutput = route == .stdout || route == .stderr
            let chosen = next ?? (isOutput ? nil : ofRoute)
            if let chosen { state.used.insert(chosen.id) }
            return chosen
        }
    }
}

extension Transcript.Connection {
    /// What its client asked for.
    var request: RecordedMessage? { RecordedMessage(parsing: clientToServer) }
    /// Whether the scenario is about the client's going away: it stops an archive, or it was played by hand.
    fileprivate var endsWithClient: Bool { request.map { $0.route == .streamOut || $0.isHandWritten } ?? false }
    /// What its server answered.
    var response: RecordedMessage? { RecordedMessage(parsing: serverToClient) }
}

extension Replay {
    /// Plays the server while `body` makes calls to it.
    func serving<T: Sendable>(_ body: @Sendable (RemoteBackend) async throws -> T) async throws -> T {
        try await server.serving { try await body(RemoteBackend($0)) }
    }

    /// What the original's client reported of its calls, without their arguments.
    var recordedResults: [String] {
        transcript.observations(of: "client").filter { $0.contains(" -> ") }.map { line in
            guard let arrow = line.range(of: " -> "), let open = line[..<arrow.lowerBound].firstIndex(of: "(") else {
                return line
            }
            return String(line[..<open] + line[arrow.lowerBound...])
        }
    }
}
