import GuardianTestSupport
import Testing

@testable import GardenServer

@Suite("Recorded conversations", .timeLimit(.minutes(2)))
struct ReplayTests {
    static func scenarios() throws -> [String] {
        try Transcript.names().filter { !$0.hasPrefix("probe-") && unreplayedScenarios[$0] == nil }
    }

    @Test("are answered as the original did, except where we know better", arguments: try scenarios())
    func replay(_ name: String) async throws {
        let transcript = try Transcript(named: name)
        var found: [String] = []

        // The one recording with a default grace time.
        let graceTime = name == "create-empty-spec" ? Duration.seconds(42) : .zero
        try await ServerFixture.serving(ServerFixture { $0.defaultGraceTime = graceTime }) { fixture in
            var replay = Replay(transcript, fixture)
            found = try await replay.play()
        }

        if deliberateDifferences[name] == nil {
            #expect(found.isEmpty, "\(transcript.description): \(found.joined(separator: "; "))")
        } else {
            #expect(!found.isEmpty, "it does not differ any more: remove it from the table")
        }
    }

    @Test("that are listed exist")
    func tablesNameScenarios() throws {
        let names = Set(try Transcript.names())

        #expect(names.isSuperset(of: deliberateDifferences.keys))
        #expect(names.isSuperset(of: unreplayedScenarios.keys))
    }

    @Test("differ only where a numbered oddity allows it", arguments: deliberateDifferences)
    func everyDifferenceHasReason(_ scenario: String, _ oddities: [Oddity]) {
        #expect(!oddities.isEmpty)
        #expect(oddities.allSatisfy { (1...37).contains($0.rawValue) })
    }
}
