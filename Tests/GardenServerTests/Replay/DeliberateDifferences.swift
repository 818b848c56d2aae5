/// What the original does and a better server may do otherwise: its numbered oddities.
enum Oddity: Int, Sendable, CaseIterable {
    case hijackClaimsChunks = 1
    case inputLoopEndsWithInput = 2
    case blockedInputHoldsUpSignals = 3
    case inputLoopDiesOfTheUnknown = 4
    case outputIsCountedInWrites = 5
    case failedWriteLosesOutput = 6
    case inputIsNotBinarySafe = 7
    case noInputIsNoEnd = 8
    case truncatedArchiveLooksComplete = 9
    case archiveIsNotClosed = 10
    case graceTimeZeroDestroys = 11
    case failedReapIsFinal = 12
    case graceTimeHidesFailure = 13
    case graceTimeBeginsAnewAtStart = 14
    case missingHandlesPanic = 15
    case formsOverridePathAndEatBodies = 16
    case plusInPathIsSpace = 17
    case namesAreNotChecked = 18
    case everyFailureIs500AndSomeAreText = 19
    case wrappedErrorsLoseTheirType = 20
    case nothingIsLimited = 21
    case socketIsForEverybody = 22
    case nobodyIsAuthenticated = 23
    case failedRunsLeakConnections = 24
    case goneClientsCancelNothing = 25
    case stopWaitsForEver = 26
    case startCannotBeStopped = 27
    case createsAreNotSerialised = 28
    case oldCountdownTicksOn = 29
    case unknownStreamIsEmpty = 30
    case attachHasNoHistory = 31
    case processErrorsHaveNoType = 32
    case halfCloseIsDisconnect = 33
    case documentIsWrong = 34
    case lookupListsEverything = 35
    case bulkHandlesAreInTheURL = 36
    case unusedErrors = 37

    /// The oddities of which the reference says that doing better is safe for the original's clients.
    static let safe: Set<Int> = [1, 2, 3, 4, 5, 6, 9, 11, 13, 15, 16, 17, 18, 19, 20, 21, 24, 28]

    /// Whether a scenario may be answered differently because of it.
    var isSafe: Bool { Self.safe.contains(rawValue) }
}

/// The recorded scenarios that are answered differently on purpose, each with what allows it.
let deliberateDifferences: [String: [Oddity]] = [
    "attach-odd-pid": [.plusInPathIsSpace, .everyFailureIs500AndSomeAreText],
    "grace-run-disconnect-after-stdin-eof": [.inputLoopEndsWithInput],
    "grace-set-to-zero": [.graceTimeZeroDestroys],
    "create-service-unavailable": [.everyFailureIs500AndSomeAreText],
    "error-service-unavailable": [.everyFailureIs500AndSomeAreText],
    "handle-odd": [.plusInPathIsSpace, .namesAreNotChecked, .everyFailureIs500AndSomeAreText],
    "property-odd-keys": [.plusInPathIsSpace, .everyFailureIs500AndSomeAreText],
    "raw-bulk-handles-twice": [.namesAreNotChecked],
    "raw-form-content-type": [.formsOverridePathAndEatBodies],
    "raw-form-overrides-path": [.formsOverridePathAndEatBodies, .everyFailureIs500AndSomeAreText],
    "raw-grace-time-bodies": [.everyFailureIs500AndSomeAreText],
    "raw-http2-preface": [.everyFailureIs500AndSomeAreText],
    "raw-large-header": [.everyFailureIs500AndSomeAreText],
    "raw-malformed-json": [.everyFailureIs500AndSomeAreText],
    "raw-no-host": [.everyFailureIs500AndSomeAreText],
    "raw-not-http": [.everyFailureIs500AndSomeAreText],
    "raw-path-encoding": [.plusInPathIsSpace, .namesAreNotChecked, .everyFailureIs500AndSomeAreText],
    "raw-run-connection-close": [.hijackClaimsChunks],
    "raw-run-output-overflow": [.outputIsCountedInWrites],
    "raw-run-payload-empty": [.inputLoopDiesOfTheUnknown],
    "raw-stream-reader-gone": [.failedWriteLosesOutput],
    "raw-unknown-route": [.everyFailureIs500AndSomeAreText],
    "run-signal-unknown": [.inputLoopDiesOfTheUnknown],
    "run-stdin-closed-by-process": [.inputLoopDiesOfTheUnknown],
    "set-grace-time-backend-error": [.graceTimeHidesFailure],
]

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
