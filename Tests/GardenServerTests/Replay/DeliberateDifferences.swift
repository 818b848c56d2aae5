import GuardianTestSupport

/// The recorded scenarios that are answered differently on purpose, each with what allows it.
let deliberateDifferences: [String: [Oddity]] = DeliberateDifference.server

/// The recorded scenarios that cannot be replayed, and why.
let unreplayedScenarios: [String: String] = [
    "info-zero": "a container of ours has no state without a name",
    "raw-stream-two-readers": "which reader gets which piece is chance; OutputConnectionTests has both",
    "raw-stop-in-flight": "needs a create that lasts; StoppingTests has it",
]
