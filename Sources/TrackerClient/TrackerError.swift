public import RuncCommand

/// What can go wrong with a tracker.
public enum TrackerError: Error, Hashable, Sendable {
    /// The tracker has ended, or the connection to it.
    case trackerGone
    /// The tracker is there and does not answer.
    case silent
    /// It could not be started; the text is what its log says.
    case notStarted(String)
    /// It does not speak this version's messages.
    case incompatible(String)
    /// The runtime ran and failed.
    case runtime(RuncFailure, message: String, status: Int32)
    /// A process of this name lives.
    case processExists(String)
    /// The name cannot be a process's.
    case invalidName(String)
    /// The tracker could not do its part.
    case refused(String)
}

extension TrackerError: CustomStringConvertible {
    /// One lower-case sentence with the values in it.
    public var description: String {
        switch self {
        case .trackerGone: "the container's tracker is gone"
        case .silent: "the container's tracker does not answer"
        case .notStarted(let log): "the container's tracker did not start: \(log)"
        case .incompatible(let reason): "the container's tracker is of another version: \(reason)"
        case .runtime(_, let message, let status): "runtime: exit status \(status): \(message)"
        // Verbatim: clients of the original see it.
        case .processExists(let name): "process ID '\(name)' already in use"
        case .invalidName(let name): "'\(name)' cannot be a process's name"
        case .refused(let reason): reason
        }
    }
}
