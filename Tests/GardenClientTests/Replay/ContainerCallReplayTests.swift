import Garden
import GardenWire
import GuardianTestSupport
import JSON
import Testing

@testable import GardenClient

@Suite("Replay of recorded calls of containers", .timeLimit(.minutes(1)))
struct ContainerCallReplayTests {
    static let scenarios = [
        "bulk-info", "bulk-info-empty", "bulk-info-odd-handles", "bulk-net-out", "limits-cpu", "limits-disk",
        "limits-memory", "limits-zero", "lookup-fails", "metrics-zero", "net-in", "net-out-icmp", "net-out-udp-all",
        "net-out-zero-rule", "set-grace-time", "set-grace-time-backend-error", "stop-kill", "stop-no-kill",
    ]

    /// What the server does with a container's time is not to be seen here, but the calls and their results are.
    static let graceScenarios = [
        "grace-calls-reset", "grace-destroy-fails", "grace-held-by-run", "grace-list-and-bulk-do-not-reset",
        "grace-reap-fails", "grace-reaped-when-idle", "grace-reset-during-run", "grace-run-disconnect",
        "grace-run-disconnect-after-stdin-eof", "grace-set-from-zero", "grace-set-to-zero", "grace-zero-never",
    ]

    @Test("sends what the original's client sent, and understands what it got", arguments: scenarios + graceScenarios)
    func replays(_ name: String) async throws {
        let replay = try Replay(name)

        let seen = try await replay.serving { backend in
            var seen: [String] = []
            var processes: [any Garden.Process] = []
            for connection in replay.transcript.connections {
                let request = try #require(connection.request)
                if request.route == .run {
                    processes.append(try await Self.run(request, of: replay, backend))
                    seen.append("Run -> ok")
                } else {
                    seen.append(try await Self.make(request, answeredBy: connection, backend))
                }
            }
            for process in processes {
                if replay.isLeft { await process.detach() } else { seen.append(await Report.wait(process)) }
            }
            if replay.isLeft { for exchange in replay.exchanges { try await exchange.ours.hasEnded.value } }
            return seen
        }

        // Where the recording tells nothing of a call, it has succeeded.
        let untold = seen.filter { line in !replay.recordedResults.contains { $0.prefix(8) == line.prefix(8) } }
        #expect(seen.filter { !untold.contains($0) } == replay.recordedResults)
        #expect(untold.allSatisfy { $0.hasSuffix(" -> ok") })
        expectSameRequests(replay)
    }

    /// Makes a call and expects it to return what was recorded.
    private static func make(
        _ request: RecordedMessage, answeredBy recorded: Transcript.Connection, _ backend: RemoteBackend
    ) async throws -> String {
        let call = try #require(RecordedCall(request))
        let response = try #require(recorded.response)
        return await Report.line(call.name) {
            guard let result = try await call.make(backend) else { return }
            let none: JSONValue = call.name.hasPrefix("Bulk") ? [:] : .null
            #expect(result == (response.json.isNull ? none : response.json))
        }
    }

    private static func run(
        _ request: RecordedMessage, of replay: Replay, _ backend: RemoteBackend
    ) async throws -> any Garden.Process {
        let container = backend.assumedContainer(try Handle(request.parameters.handle))
        let body = replay.isLeft ? try request.firstValue : request.body
        let process = try await container.run(ProcessSpec(body: body))
        for input in replay.isLeft ? request.inputBehindFirstValue : [] { try await input.send(to: process) }
        return process
    }

    @Test("has the same error from every call of a container that is gone")
    func failedLookUp() async throws {
        let replay = try Replay("lookup-fails")

        let results = replay.recordedResults

        #expect(results.count == replay.transcript.connections.count)
        #expect(results.allSatisfy { $0.contains("garden.ContainerNotFoundError") })
    }
}

extension Replay {
    /// Whether the recorded client left its process alone.
    fileprivate var isLeft: Bool { transcript.observations.contains { $0.text == "disconnecting" } }
}

extension RecordedMessage {
    /// The request's own body, where payloads come behind it in one packet.
    fileprivate var firstValue: [UInt8] {
        get throws { Array(try JSONValue(parsing: body).description.utf8) }
    }

    fileprivate var inputBehindFirstValue: [Input] { payloads.compactMap(Input.init) }
}
