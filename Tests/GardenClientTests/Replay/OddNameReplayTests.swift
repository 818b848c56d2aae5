import Foundation
import Garden
import GardenWire
import GuardianTestSupport
import JSON
import Testing

@testable import GardenClient

/// The original's client puts names into paths as they are; ours escapes them, and refuses what is no name.
@Suite("Replay of recorded calls with odd names", .timeLimit(.minutes(1)))
struct OddNameReplayTests {
    struct Scenario: Sendable, CustomTestStringConvertible {
        let name: String
        let call: @Sendable (RemoteBackend, String) async throws -> Void
        /// Our results where they are others.
        let instead: [String: String]

        var testDescription: String { name }
    }

    static let scenarios = [
        Scenario(
            name: "handle-odd", call: { try await $0.destroy(Handle($1)) },
            instead: [
                "a/b": refused("handle", "a/b", "it contains '/'"), "": refused("handle", "", "it is empty"),
            ]),
        Scenario(
            name: "property-odd-keys",
            call: { try await $0.assumedContainer(Handle("some-handle")).setProperty($1, to: "v") },
            instead: ["a/b": "ok", "100%": "ok", "": refused("property key", "", "it is empty")]),
        Scenario(
            name: "attach-odd-pid",
            call: { backend, name in
                let container = try backend.assumedContainer(Handle("some-handle"))
                let status = try await container.attach(ProcessID(name)).wait()
                #expect(status == 0)
            },
            instead: ["a/b": refused("process id", "a/b", "it contains '/'")]),
    ]

    private static func refused(_ kind: String, _ name: String, _ reason: String) -> String {
        #"error type=GardenError message="invalid \#(kind) '\#(name)': \#(reason)""#
    }

    @Test("arrive whole, or are refused before anything is sent", arguments: scenarios)
    func replays(_ scenario: Scenario) async throws {
        let replay = try Replay(scenario.name)
        let recorded = try Self.results(in: replay.transcript)

        let seen = try await replay.serving { backend in
            var seen: [String] = []
            for (name, _) in recorded {
                let line = await Report.line("") { try await scenario.call(backend, name) }
                seen.append(String(line.dropFirst(" -> ".count)))
            }
            return seen
        }

        for (index, (name, result)) in recorded.enumerated() {
            expectSame(seen[index], as: result, instead: scenario.instead[name], in: scenario.name)
        }
        let sent = replay.server.connections.compactMap(\.request).filter { $0.route != .stdout && $0.route != .stderr }
        let names = zip(recorded, seen).filter { $0.1 == "ok" }.map(\.0.0)
        #expect(sent.map { $0.target.split(separator: "/").last?.removingPercentEncodingOnce } == names)
        #expect(sent.allSatisfy { request in !["?", "#", "+", ":"].contains { request.target.contains($0) } })
    }

    /// What the original's client reported: the name it used and the result.
    private static func results(in transcript: Transcript) throws -> [(String, String)] {
        try transcript.observations(of: "client").compactMap { line in
            guard let open = line.firstIndex(of: "("), let arrow = line.range(of: ") -> ") else { return nil }
            let name = try JSONValue(parsing: String(line[line.index(after: open)..<arrow.lowerBound])).string
            return (try #require(name), String(line[arrow.upperBound...]))
        }
    }
}

extension Substring {
    /// Without escapes, by someone else's code.
    fileprivate var removingPercentEncodingOnce: String? { String(self).removingPercentEncoding }
}
