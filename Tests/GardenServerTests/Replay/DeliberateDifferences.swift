import GuardianTestSupport

/// The recorded scenarios that are answered differently on purpose, each with what allows it.
let deliberateDifferences: [String: [Oddity]] = DeliberateDifference.server

/// A scenario that is not replayed.
struct UnreplayedScenario: Sendable {
    /// Why.
    let reason: String
    /// The suite with the test that there is instead; nil: there can be none.
    let suite: String?

    /// What no test can show.
    init(_ reason: String) { (self.reason, suite) = (reason, nil) }

    /// - Parameter test: the test that there is instead; named here, so that it cannot disappear unnoticed.
    init<Suite>(_ reason: String, instead test: (Suite) -> () async throws -> Void) {
        (self.reason, suite) = (reason, "\(Suite.self)")
    }
}

/// The recorded scenarios that cannot be replayed.
let unreplayedScenarios: [String: UnreplayedScenario] = [
    "grace-restart": UnreplayedScenario(
        "nothing was sent: it is about a server that starts", instead: GraceTimeLifeTests.start),
    "listen-before-serve": UnreplayedScenario(
        "nothing was sent through the proxy", instead: StoppingTests.listenBeforeServe),
    "raw-backend-panics": UnreplayedScenario(
        "a backend in Swift cannot panic and leave its server running; others that fail are replayed"),
    "socket-mode": UnreplayedScenario(
        "nothing was sent: it is about a file", instead: UnixSocketDoorTests.regularFile),
]
