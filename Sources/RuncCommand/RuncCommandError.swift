/// What is wrong with something that goes to a runtime or comes from one.
public enum RuncCommandError: Error, Hashable, Sendable {
    /// No runtime takes this name for a container.
    case invalidContainerID(String)
    /// A pid file does not hold one process number; the text is the beginning of what it holds.
    case malformedPIDFile(contents: String)
    /// What a runtime printed for `command` cannot be understood.
    case malformedOutput(command: String, reason: String)
}

extension RuncCommandError: CustomStringConvertible {
    /// One lower-case sentence with the values in it.
    public var description: String {
        switch self {
        case .invalidContainerID(let value): "'\(value)' cannot be a container's id"
        case .malformedPIDFile(let contents): "pid file holds '\(contents)', not a process number"
        case .malformedOutput(let command, let reason):
            "the runtime's answer to \(command) cannot be understood: \(reason)"
        }
    }
}
