import Garden
import GardenWire
import GuardianTestSupport
import JSON

@testable import GardenClient

/// A recorded conversation whose server's part is played to our client.
struct Replay {
    let transcript: Transcript
    let server: ScriptedServer

    init(_ scenario: String) throws {
        let transcript = try Transcript(named: scenario)
        self.transcript = transcript
        server = ScriptedServer { request in Self.steps(answering: request, in: transcript) }
    }

    /// The recorded request of each connection, in the order of these.
    var requests: [RecordedMessage] {
        transcript.connections.compactMap { RecordedMessage(parsing: $0.clientToServer) }
    }

    // MARK: the server's part

    /// What the recorded server did on the connection whose request was `request`.
    private static func steps(answering request: RecordedMessage, in transcript: Transcript) -> [ScriptedServer.Step] {
        let recorded = transcript.connections.first { connection in
            RecordedMessage(parsing: connection.clientToServer).map { $0.isSameCall(as: request) } ?? false
        }
        guard let recorded else {
            // The original's client leaves out a stream that its caller does not want; ours opens both.
            return [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8))]
        }
        var steps: [ScriptedServer.Step] = []
        var sent: [UInt8] = []
        for event in transcript.events where event.connection == recorded.id && event.kind == .data {
            if event.direction == .serverToClient {
                steps.append(.send(event.bytes))
            } else {
                sent += event.bytes
                let input = RecordedMessage(parsing: sent)?.payloads.compactMap(Input.init) ?? []
                steps.append(.awaitPayloads(input.count))
            }
        }
        return steps
    }

    /// What the recorded server sent behind the head on the connection for `stream`: a process's output.
    func recordedOutput(_ stream: String) -> [UInt8] {
        let connection = transcript.connections.first { connection in
            RecordedMessage(parsing: connection.clientToServer)?.target.hasSuffix("/\(stream)") ?? false
        }
        return connection.flatMap { RecordedMessage(parsing: $0.serverToClient) }?.rest ?? []
    }
}

extension RecordedMessage {
    func isSameCall(as other: RecordedMessage) -> Bool { method == other.method && target == other.target }

    /// The body as JSON; null when there is none.
    var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
}

/// What our client saw, in the words in which the original's client reported it.
enum Report {
    static func line(_ call: String, _ work: () async throws -> Void) async -> String {
        do {
            try await work()
            return "\(call) -> ok"
        } catch {
            return "\(call) -> error \(describe(error))"
        }
    }

    static func wait(_ process: any Garden.Process) async -> String {
        do {
            return "Wait -> status \(try await process.wait())"
        } catch {
            return "Wait -> status 0 error \"\(error)\""
        }
    }

    private static func describe(_ error: any Error) -> String {
        let type =
            switch error {
            case GardenError.containerNotFound: "garden.ContainerNotFoundError"
            case GardenError.processNotFound: "garden.ProcessNotFoundError"
            case GardenError.executableNotFound: "garden.ExecutableNotFoundError"
            case GardenError.serviceUnavailable: "garden.ServiceUnavailableError"
            case GardenError.unrecoverable: "garden.UnrecoverableError"
            case GardenError.failed: "*errors.errorString"
            default: "\(type(of: error))"
            }
        let message = JSONValue.string("\(error)").description
        return "type=\(type) message=\(message)"
    }
}
