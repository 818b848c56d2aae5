import GuardianTestSupport
import Testing

@Suite("Recorded conversations of the original's client")
struct ReplayCoverageTests {
    private static let withoutBytes = "was recorded without its bytes: it is about the server's own socket and start"

    /// Why the rest is not replayed to our client.
    private static let reasons = [
        "grace-restart": withoutBytes,
        "listen-before-serve": withoutBytes,
        "socket-mode": withoutBytes,
    ]

    private static var replayed: [String] {
        let plain = PlainCallReplayTests.all.map(\.name) + PlainCallReplayTests.others
        let runs = RunReplayTests.runs + RunReplayTests.failures.map(\.0) + ["probe-stdout-head-error-404"]
        let containers = ContainerCallReplayTests.scenarios + ContainerCallReplayTests.graceScenarios
        let archives = ArchiveReplayTests.uploads + ArchiveReplayTests.downloads + ["stream-out-client-closes"]
        let attached = Set(AttachReplayTests.scenarios + OddNameReplayTests.scenarios.map(\.name))
        return plain + runs + containers + archives + attached
    }

    @Test("are all replayed to ours, or there is a reason")
    func everyScenario() throws {
        let ofClients = try Transcript.names().filter { !$0.hasPrefix("raw-") }

        #expect(Set(Self.replayed + Self.reasons.keys).symmetricDifference(ofClients) == [])
    }

    @Test("are replayed or excused, not both")
    func onceOnly() {
        #expect(Set(Self.replayed).count == Self.replayed.count)
        #expect(Set(Self.replayed).isDisjoint(with: Self.reasons.keys))
    }

    @Test("have no bytes where that is the reason", arguments: reasons.filter { $0.value == withoutBytes }.keys)
    func hasNoBytes(_ name: String) throws {
        #expect(try Transcript(named: name).connections.isEmpty)
    }

    @Test("differ only where the list of oddities calls that safe", arguments: DeliberateDifference.client)
    func everyDifferenceIsSafe(_ scenario: String, _ oddities: [Oddity]) {
        #expect(oddities.allSatisfy { $0.isSafe })
        #expect(Self.replayed.contains(scenario))
    }
}
