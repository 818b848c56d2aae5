import GuardianTestSupport

@testable import GardenServer

/// What a scenario needs that its bytes do not show.
struct ReplayScenario: Sendable {
    let name: String

    init(_ name: String) { self.name = name }

    /// Whether time passes as it did in the recording. Elsewhere it stands still.
    var passesTime: Bool { name.hasPrefix("grace-") || name == "raw-slow-headers" || name == "raw-create-client-gone" }

    /// Sets the server up as the recorded one was.
    func configure(_ configuration: inout ServerConfiguration) {
        switch name {
        case "create-empty-spec": configuration.defaultGraceTime = .seconds(42)
        case "raw-slow-headers": configuration.headerTimeout = .milliseconds(200)
        case "ping-tcp", "run-tcp-idle": configuration.address = .tcp(host: "127.0.0.1", port: 0)
        default: break
        }
    }

    /// What the recorded backend said of a container's grace time until it was set.
    var graceTime: Duration {
        switch name {
        case "grace-zero-never", "grace-set-from-zero": .zero
        case "grace-reap-fails": .milliseconds(100)
        case "grace-set-to-zero", "grace-reset-during-run": .seconds(10)
        case "raw-create-client-gone": .milliseconds(200)
        default: name.hasPrefix("grace-") ? .milliseconds(300) : .zero
        }
    }

    /// What the process writes, where the recorded clients did not get all of it.
    var output: RecordedOutput? {
        switch name {
        case "raw-run-output-overflow":
            RecordedOutput(
                (0..<5000).map { .init(time: .zero, bytes: Array("\(String(10000 + $0).dropFirst())\n".utf8)) })
        case "raw-stream-reader-gone":
            RecordedOutput(
                (1...7).map { .init(time: $0 == 1 ? .zero : .milliseconds(123), bytes: Array("\($0) ".utf8)) })
        default: nil
        }
    }

    /// Whether the backend fails although the recorded server said otherwise.
    var hidesFailure: Bool { name == "set-grace-time-backend-error" }

    /// Whether a StreamOut fails when its archive is read, and not before.
    var archiveFails: Bool { name == "stream-out-fails-before-data" }
}
