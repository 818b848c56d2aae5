import Garden
import GardenClient
import GardenWire
import GuardianTestSupport
import JSON
import Testing

@Suite("Replay of recorded runs", .timeLimit(.minutes(1)))
struct RunReplayTests {
    private static let detached = #"Wait -> status 0 error "detached from process 'process-id-1', "#

    /// Where we mean to see something else than the original's client: what our wait tells.
    private static let waitsInstead: [String: String] = [
        "run-server-stops": detached + #"which has no exit status yet: EOF""#,
        "run-wait-error": #"Wait -> status 0 error "process error: oh no!""#,
        "probe-payload-exit-and-error": #"Wait -> status 0 error "process error: both""#,
        "probe-payload-exit-status-float": #"Wait -> status 0 error "bad response: exit_status: 3.0 is not a "#
            + #"whole number from -9223372036854775808 to 9223372036854775807""#,
        // The original refuses these heads, because its connections would close behind a body.
        "probe-run-head-connection-close": "Wait -> status 3",
        "probe-run-head-continue-first": "Wait -> status 3",
        "probe-run-head-no-length": "Wait -> status 3",
        "probe-stdout-head-connection-close": "Wait -> status 3",
        "probe-stdout-head-no-length": "Wait -> status 3",
    ]

    static let runs = [
        "run-basic", "run-empty-spec", "run-exit-255", "run-exit-before-streams", "run-exit-negative",
        "run-full-spec", "run-limits-empty-override", "run-server-stops", "run-signal-kill", "run-signal-terminate",
        "run-stdin", "run-stdin-binary", "run-stdin-closed-by-process", "run-stdin-empty", "run-stdin-large",
        "run-stdin-reader-error", "run-stdout-binary", "run-signal-unknown", "run-stdin-utf8-split", "run-stdout-large",
        "run-stdout-only", "run-tcp-idle", "run-tty",
        "run-wait-error", "probe-exit-streams-held", "probe-payload-exit-and-error",
        "probe-payload-exit-status-float", "probe-payload-exit-status-null", "probe-payload-letter-case",
        "probe-payload-source-payloads", "probe-payload-unknown-fields", "probe-payload-white-space",
        "probe-payload-wrong-process-id", "probe-run-head-connection-upgrade-200",
        "probe-run-head-content-length-0", "probe-run-head-content-length-big",
        "probe-run-head-no-content-type", "probe-run-head-status-200", "probe-run-head-status-204",
        "probe-run-head-te-chunked", "probe-stdout-head-content-length-0", "probe-stdout-really-chunked",
        "probe-stdout-head-connection-close", "probe-stdout-head-no-length", "probe-run-head-connection-close",
        "probe-run-head-continue-first", "probe-run-head-no-length",
    ]

    @Test("sees and sends what the original's client saw and sent", arguments: runs)
    func replays(_ name: String) async throws {
        let replay = try Replay(name)
        let input = replay.input

        let (wait, output, errors) = try await replay.run { process in
            async let output = process.standardOutput.readToEnd()
            async let errors = process.standardError.readToEnd()
            for item in input { try await item.send(to: process) }
            return (await Report.wait(process), try await output, try await errors)
        }

        expectSame(wait, as: replay.recordedWait, instead: Self.waitsInstead[name], in: name)
        #expect(output == replay.recordedOutput("stdout"))
        #expect(errors == replay.recordedOutput("stderr"))
        expectSameRequests(replay)
        expectSamePayloads(replay)
    }

    static let failures =
        [
            ("run-error", nil),
            ("run-container-not-found", nil),
            ("run-executable-not-found", nil),
            ("probe-run-error-unknown-type", nil),
            ("probe-run-error-empty-object-500", nil),
            ("probe-run-error-connection-close", #"garden.ServiceUnavailableError message="busy""#),
            ("probe-run-error-empty-500", #"RemoteError message="server answered with status 500: no message""#),
            ("probe-run-error-plain-text-500", #"RemoteError message="server answered with status 500: oops""#),
            ("probe-run-head-upgrade-101", #"RemoteError message="server answered with status 101: no message""#),
            (
                "probe-payload-garbage",
                #"RemoteError message="bad response: invalid character 'o' at byte 1 of the JSON text""#
            ),
            (
                "probe-payload-first-is-error",
                #"GardenError message="invalid process id '': it is empty""#
            ),
        ] as [(String, String?)]

    @Test("fails as the original's client failed", arguments: failures)
    func fails(_ name: String, instead: String?) async throws {
        let replay = try Replay(name)

        let seen = try await replay.server.serving { address in
            await Report.line("Run") { try await replay.start(at: address).detach() }
        }

        expectSame(seen, as: replay.observed("Run "), instead: instead.map { "Run -> error type=\($0)" }, in: name)
        expectSameRequests(replay)
    }

    @Test("takes a refused output stream for that stream's failure only")
    func refusedStream() async throws {
        let replay = try Replay("probe-stdout-head-error-404")

        let (wait, isRefused, errors) = try await replay.run { process in
            let isRefused: Bool
            do {
                _ = try await process.standardOutput.read()
                isRefused = false
            } catch {
                // The scripted length cuts the error object's end off, so it is no API error.
                if case RemoteError.refused(status: 404, _) = error { isRefused = true } else { isRefused = false }
            }
            return (await Report.wait(process), isRefused, try await process.standardError.readToEnd())
        }

        #expect(wait == "Wait -> status 3")
        #expect(isRefused)
        #expect(errors.isEmpty)
    }

    /// The original's client may send a signal that is none, and a terminal without a size, which changes nothing.
    private static let unsayable: Set<String> = ["run-signal-unknown", "run-tty"]

    /// Expects the payloads behind our Run request to be the recorded ones, as far as our interface has them.
    private func expectSamePayloads(_ replay: Replay) {
        let all = replay.requests[0].payloads
        let recorded = all.filter { Input($0) != nil }
        let ours = replay.exchanges.first { $0.recorded.id == 1 }?.ours.payloads ?? []

        #expect((recorded.count < all.count) == Self.unsayable.contains(replay.transcript.name))
        guard replay.transcript.name == "run-stdin-utf8-split" else {
            #expect(ours == recorded)
            return
        }
        // The spoiled text is longer than what was in one payload; where it is cut does not matter.
        #expect(ours.compactMap { $0["data"]?.string }.joined() == recorded.compactMap { $0["data"]?.string }.joined())
    }

    @Test("keeps a character whole that the original's client cuts in two")
    func splitCharacter() async throws {
        let replay = try Replay("run-stdin-utf8-split")
        let spoiled = replay.requests[0].payloads.compactMap { $0["data"]?.string }.joined()
        let text = spoiled.replacing("\u{FFFD}\u{FFFD}", with: "é")

        _ = try await replay.run { process in
            async let output = process.standardOutput.readToEnd()
            try await process.writeStandardInput(Array(text.utf8))
            await process.closeStandardInput()
            _ = try await output
            return try await process.wait()
        }

        let payloads = replay.server.connections.first { $0.request?.method == "POST" }?.payloads ?? []
        #expect(payloads.compactMap { $0["data"]?.string } == [String(text.dropLast(2)), String(text.suffix(2))])
    }
}

extension Replay {
    /// What the original's client was asked to send to the process.
    var input: [Input] { requests[0].payloads.compactMap(Input.init) }

    /// How the recorded process ended for the original's client: it may not even have started for it.
    var recordedWait: String? { observed("Wait ") ?? observed("Run -> error ") }

    /// What the original's client reported with these first words.
    func observed(_ words: String) -> String? {
        transcript.observations(of: "client").first { $0.hasPrefix(words) }
    }

    /// Starts the recorded process.
    func start(at address: GardenAddress) async throws -> any Garden.Process {
        let container = RemoteBackend(address).assumedContainer(try Handle("some-handle"))
        return try await container.run(ProcessSpec(body: requests[0].body))
    }

    /// Starts the recorded process and works with it.
    func run<T: Sendable>(_ work: @Sendable (any Garden.Process) async throws -> T) async throws -> T {
        try await server.serving { address in
            try await work(start(at: address))
        }
    }
}

extension ProcessOutput {
    /// All there is.
    func readToEnd() async throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let more = try await read()
            if more.isEmpty { return all }
            all += more
        }
    }
}
