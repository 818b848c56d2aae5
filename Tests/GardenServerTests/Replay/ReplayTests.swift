import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("Recorded conversations", .timeLimit(.minutes(2)))
struct ReplayTests {
    /// Probes are conversations with a server of their own: they are about the client.
    static func allScenarios() throws -> [String] {
        try Transcript.names().filter { !$0.hasPrefix("probe-") }
    }

    static func scenarios() throws -> [String] { try allScenarios().filter { unreplayedScenarios[$0] == nil } }

    @Test("are answered as the original did, except where we know better", arguments: try scenarios())
    func replay(_ name: String) async throws {
        let transcript = try Transcript(named: name)

        let outcome = try await Replay.play(transcript)

        let oddities = deliberateDifferences[name] ?? []
        let unexplained = outcome.differences.filter { difference in
            !oddities.contains { $0.explains(difference) }
        }
        #expect(unexplained.isEmpty, "\(transcript.description): \(unexplained)")
        let unneeded = oddities.filter { oddity in !outcome.differences.contains(where: oddity.explains) }
        #expect(unneeded.isEmpty, "nothing differs for these reasons any more: remove them from the table")
        Self.expectCompleteness(outcome, transcript)
    }

    /// Nothing passes because it was not played.
    private static func expectCompleteness(_ outcome: Replay.Outcome, _ transcript: Transcript) {
        let sent = transcript.connections.reduce(0) { $0 + $1.clientToServer.count }
        let answers = transcript.connections.reduce(0) { $0 + $1.serverToClient.statusLineCount }
        let unheard = unheardAnswers[transcript.name] ?? 0

        #expect(outcome.connections == transcript.connections.count)
        #expect(outcome.sentBytes == sent)
        #expect(outcome.answers == answers - unheard)
        #expect(outcome.connections > 0, "there is nothing to play: this belongs into the table")
    }

    @Test("tell of the backend what can be understood", arguments: try scenarios())
    func backendLines(_ name: String) throws {
        let transcript = try Transcript(named: name)

        #expect(RecordedCalls(transcript).unreadLines.isEmpty)
    }

    @Test("that are not played were not sent, or cannot be played by anybody", arguments: unreplayedScenarios)
    func unplayed(_ name: String, _ scenario: UnreplayedScenario) throws {
        let sent = try Transcript(named: name).connections.reduce(0) { $0 + $1.clientToServer.count }

        #expect((sent == 0) == (scenario.suite != nil), "\(scenario.reason)")
    }

    @Test("that are listed exist")
    func tablesNameScenarios() throws {
        let names = Set(try Self.allScenarios())

        #expect(names.isSuperset(of: deliberateDifferences.keys))
        #expect(names.isSuperset(of: unreplayedScenarios.keys))
        #expect(names.isSuperset(of: unheardAnswers.keys))
        #expect(Set(deliberateDifferences.keys).isDisjoint(with: unreplayedScenarios.keys))
    }

    @Test("differ only where the reference says that it is safe", arguments: deliberateDifferences)
    func everyDifferenceIsSafe(_ scenario: String, _ oddities: [Oddity]) {
        #expect(!oddities.isEmpty)
        #expect(oddities.filter { !$0.isSafe } == [])
        #expect(Set(oddities).count == oddities.count)
    }

    @Test("have one table of oddities, numbered as in the reference")
    func oddities() {
        #expect(Oddity.allCases.map(\.rawValue) == Array(1...37))
        #expect(Oddity.safe.isSubset(of: 1...37))
    }
}

/// Answers whose client was gone.
let unheardAnswers = [
    "raw-create-client-gone": 1, "raw-run-client-gone": 1,
    "stream-out-client-closes": 1,
]

extension [UInt8] {
    /// How many answers begin in it, those that only tell the client to go on left out.
    fileprivate var statusLineCount: Int {
        var count = 0
        let text = String(decoding: self, as: UTF8.self)
        for part in text.split(separator: "HTTP/1.", omittingEmptySubsequences: false).dropFirst() {
            if part.dropFirst().hasPrefix(" "), !part.dropFirst().hasPrefix(" 100 ") { count += 1 }
        }
        return count
    }
}
