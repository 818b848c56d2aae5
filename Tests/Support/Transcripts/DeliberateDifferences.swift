/// What the original does and we do better, by its number in the list of the original's oddities (section 14 of the
/// reference).
public enum Oddity: Int, Sendable, CaseIterable {
    /// Answers that turn a connection into a stream claim a framing that is not there.
    case hijackHeadsClaimFraming = 1
    case inputLoopDiesOfTheUnknown = 4
    case outputIsCountedInWrites = 5
    case failedWriteLosesOutput = 6
    case plusInPathIsSpace = 17
    case namesAreNotChecked = 18
    case everyFailureIs500AndSomeAreText = 19

    /// The numbers whose better way the reference calls safe for the original's clients and servers.
    private static let safeNumbers: Set<Int> = [1, 2, 3, 4, 6, 9, 11, 13, 15, 16, 17, 18, 19, 20, 21, 24, 28]

    /// Whether the reference calls the better way safe.
    public var isMarkedSafe: Bool { Self.safeNumbers.contains(rawValue) }
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
        .init("attach-odd-pid", client: [.plusInPathIsSpace, .namesAreNotChecked]),
        .init("create-service-unavailable", server: [.everyFailureIs500AndSomeAreText]),
        .init("error-service-unavailable", server: [.everyFailureIs500AndSomeAreText]),
        .init(
            "handle-odd",
            server: [.plusInPathIsSpace, .namesAreNotChecked, .everyFailureIs500AndSomeAreText],
            client: [.plusInPathIsSpace, .namesAreNotChecked]),
        .init("probe-payload-first-is-error", client: [.namesAreNotChecked]),
        .init("probe-run-error-connection-close", client: [.hijackHeadsClaimFraming]),
        .init("probe-run-head-connection-close", client: [.hijackHeadsClaimFraming]),
        .init("probe-run-head-continue-first", client: [.hijackHeadsClaimFraming]),
        .init("probe-run-head-no-length", client: [.hijackHeadsClaimFraming]),
        .init("probe-stdout-head-connection-close", client: [.hijackHeadsClaimFraming]),
        .init("probe-stdout-head-no-length", client: [.hijackHeadsClaimFraming]),
        .init(
            "property-odd-keys",
            server: [.plusInPathIsSpace, .everyFailureIs500AndSomeAreText],
            client: [.plusInPathIsSpace, .namesAreNotChecked]),
        .init("raw-http2-preface", server: [.everyFailureIs500AndSomeAreText]),
        .init("raw-malformed-json", server: [.everyFailureIs500AndSomeAreText]),
        .init("raw-no-host", server: [.everyFailureIs500AndSomeAreText]),
        .init("raw-not-http", server: [.everyFailureIs500AndSomeAreText]),
        .init(
            "raw-path-encoding",
            server: [.plusInPathIsSpace, .namesAreNotChecked, .everyFailureIs500AndSomeAreText]),
        .init("raw-run-output-overflow", server: [.outputIsCountedInWrites]),
        .init("raw-run-payload-empty", server: [.inputLoopDiesOfTheUnknown]),
        .init("raw-stream-reader-gone", server: [.failedWriteLosesOutput]),
        .init("raw-unknown-route", server: [.everyFailureIs500AndSomeAreText]),
        .init(
            "run-signal-unknown", server: [.inputLoopDiesOfTheUnknown], client: [.inputLoopDiesOfTheUnknown]),
        .init("run-stdin-closed-by-process", server: [.inputLoopDiesOfTheUnknown]),
    ]
}
