/// What the original does and a better server may do otherwise: its numbered oddities.
public enum Oddity: Int, Sendable, CaseIterable {
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
    public static let safe: Set<Int> = [1, 2, 3, 4, 5, 6, 9, 11, 13, 15, 16, 17, 18, 19, 20, 21, 24, 28]

    /// Whether a scenario may be answered differently because of it.
    public var isSafe: Bool { Self.safe.contains(rawValue) }
}

/// A recorded scenario that goes differently on purpose, with what allows it.
public struct DeliberateDifference: Sendable {
    /// The scenario.
    public let scenario: String
    /// What allows our server to answer differently; empty: it does not.
    public let server: [Oddity]
    /// What allows our client to ask or see something else; empty: it does not.
    public let client: [Oddity]

    private init(_ scenario: String, server: [Oddity] = [], client: [Oddity] = []) {
        (self.scenario, self.server, self.client) = (scenario, server, client)
    }

    /// The scenarios in which our server differs.
    public static var server: [String: [Oddity]] { column(\.server) }

    /// The scenarios in which our client differs.
    public static var client: [String: [Oddity]] { column(\.client) }

    private static func column(_ oddities: KeyPath<DeliberateDifference, [Oddity]>) -> [String: [Oddity]] {
        Dictionary(uniqueKeysWithValues: all.map { ($0.scenario, $0[keyPath: oddities]) }).filter { !$0.value.isEmpty }
    }

    /// The whole table.
    public static let all: [DeliberateDifference] = [
        .init(
            "attach-odd-pid",
            server: [.plusInPathIsSpace, .everyFailureIs500AndSomeAreText],
            client: [.plusInPathIsSpace, .namesAreNotChecked]),
        .init("create-service-unavailable", server: [.everyFailureIs500AndSomeAreText]),
        .init("error-service-unavailable", server: [.everyFailureIs500AndSomeAreText]),
        .init("grace-run-disconnect-after-stdin-eof", server: [.inputLoopEndsWithInput]),
        .init("grace-set-to-zero", server: [.graceTimeZeroDestroys]),
        .init(
            "handle-odd",
            server: [.plusInPathIsSpace, .namesAreNotChecked, .everyFailureIs500AndSomeAreText],
            client: [.plusInPathIsSpace, .namesAreNotChecked]),
        .init("probe-payload-first-is-error", client: [.namesAreNotChecked]),
        .init("probe-run-error-connection-close", client: [.hijackClaimsChunks]),
        .init("probe-run-head-connection-close", client: [.hijackClaimsChunks]),
        .init("probe-run-head-continue-first", client: [.hijackClaimsChunks]),
        .init("probe-run-head-no-length", client: [.hijackClaimsChunks]),
        .init("probe-stdout-head-connection-close", client: [.hijackClaimsChunks]),
        .init("probe-stdout-head-no-length", client: [.hijackClaimsChunks]),
        .init(
            "property-odd-keys",
            server: [.plusInPathIsSpace, .everyFailureIs500AndSomeAreText],
            client: [.plusInPathIsSpace, .namesAreNotChecked]),
        .init("raw-bulk-handles-twice", server: [.namesAreNotChecked]),
        .init("raw-form-content-type", server: [.formsOverridePathAndEatBodies]),
        .init("raw-form-overrides-path", server: [.formsOverridePathAndEatBodies, .everyFailureIs500AndSomeAreText]),
        .init("raw-grace-time-bodies", server: [.everyFailureIs500AndSomeAreText]),
        .init("raw-http2-preface", server: [.everyFailureIs500AndSomeAreText]),
        .init("raw-large-header", server: [.everyFailureIs500AndSomeAreText]),
        .init("raw-malformed-json", server: [.everyFailureIs500AndSomeAreText]),
        .init("raw-no-host", server: [.everyFailureIs500AndSomeAreText]),
        .init("raw-not-http", server: [.everyFailureIs500AndSomeAreText]),
        .init(
            "raw-path-encoding",
            server: [.plusInPathIsSpace, .namesAreNotChecked, .everyFailureIs500AndSomeAreText]),
        .init("raw-run-connection-close", server: [.hijackClaimsChunks]),
        .init("raw-run-output-overflow", server: [.outputIsCountedInWrites]),
        .init("raw-run-payload-empty", server: [.inputLoopDiesOfTheUnknown]),
        .init("raw-stream-reader-gone", server: [.failedWriteLosesOutput]),
        .init("raw-unknown-route", server: [.everyFailureIs500AndSomeAreText]),
        .init("run-signal-unknown", server: [.inputLoopDiesOfTheUnknown], client: [.inputLoopDiesOfTheUnknown]),
        .init("run-stdin-closed-by-process", server: [.inputLoopDiesOfTheUnknown]),
        .init("set-grace-time-backend-error", server: [.graceTimeHidesFailure]),
    ]
}
