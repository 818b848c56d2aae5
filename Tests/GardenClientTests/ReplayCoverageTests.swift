import GuardianTestSupport
import Testing

@Suite("Recorded conversations")
struct ReplayCoverageTests {
    /// Why the rest is not replayed to our client.
    private static let reasons = [
        "handle-odd": "our client escapes, and refuses what is no handle",
        "property-odd-keys": "our client escapes",
        "run-signal-unknown": "our interface has no such signal",
        "run-stdin-utf8-split": "has a test of its own",
        "probe-stdout-head-error-404": "has a test of its own",
    ]

    @Test("of the original's client are all replayed to ours, or there is a reason")
    func everyScenario() throws {
        let replayed =
            PlainCallReplayTests.all.map(\.name) + PlainCallReplayTests.others + RunReplayTests.runs
            + RunReplayTests.failures.map(\.0) + Self.reasons.keys
        let ofClients = try Transcript.names().filter { !$0.hasPrefix("raw-") }

        #expect(Set(replayed) == Set(ofClients))
    }
}
