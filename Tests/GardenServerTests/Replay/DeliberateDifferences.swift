/// What the original does and we do better, by its number in the list of the original's oddities.
enum Oddity: Int, Sendable {
    case inputLoopDiesOfTheUnknown = 4
    case outputIsCountedInWrites = 5
    case failedWriteLosesOutput = 6
    case plusInPathIsSpace = 17
    case namesAreNotChecked = 18
    case everyFailureIs500AndSomeAreText = 19
}

/// The recorded scenarios that are answered differently on purpose, each with what allows it.
let deliberateDifferences: [String: [Oddity]] = [
    "create-service-unavailable": [.everyFailureIs500AndSomeAreText],
    "error-service-unavailable": [.everyFailureIs500AndSomeAreText],
    "handle-odd": [.plusInPathIsSpace, .namesAreNotChecked, .everyFailureIs500AndSomeAreText],
    "property-odd-keys": [.plusInPathIsSpace, .everyFailureIs500AndSomeAreText],
    "raw-http2-preface": [.everyFailureIs500AndSomeAreText],
    "raw-malformed-json": [.everyFailureIs500AndSomeAreText],
    "raw-no-host": [.everyFailureIs500AndSomeAreText],
    "raw-not-http": [.everyFailureIs500AndSomeAreText],
    "raw-path-encoding": [.plusInPathIsSpace, .namesAreNotChecked, .everyFailureIs500AndSomeAreText],
    "raw-run-output-overflow": [.outputIsCountedInWrites],
    "raw-run-payload-empty": [.inputLoopDiesOfTheUnknown],
    "raw-stream-reader-gone": [.failedWriteLosesOutput],
    "raw-unknown-route": [.everyFailureIs500AndSomeAreText],
    "run-signal-unknown": [.inputLoopDiesOfTheUnknown],
    "run-stdin-closed-by-process": [.inputLoopDiesOfTheUnknown],
]

/// The recorded scenarios that cannot be replayed, and why.
let unreplayedScenarios: [String: String] = [
    "info-zero": "a container of ours has no state without a name",
    "raw-stream-two-readers": "which reader gets which piece is chance; OutputConnectionTests has both",
    "raw-stop-in-flight": "needs a create that lasts; StoppingTests has it",
]
