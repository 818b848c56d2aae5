/// Why a runtime failed, as far as its message tells.
public enum RuncFailure: String, Sendable, Hashable, CaseIterable {
    /// There is no such container.
    case notFound
    /// There already is a container of that id.
    case alreadyExists
    /// The container is not in a state in which this can be done.
    case wrongState
    /// The program to start is not in the container.
    case executableNotFound
    /// The user to start it as is not in the container.
    case unknownUser
    /// The folder to start it in cannot be entered.
    case workingDirectory
    /// The container's memory limit leaves no room for its first process, or an update's is below what is in use.
    case memoryLimitTooSmall
    /// The runtime has no such command (crun: events, checkpoint, features; gdn-runc: pause, update and others), or was built without it, or lacks the program
    /// that does it (criu).
    case unsupportedCommand
    /// Anything else; the message is all there is.
    case other
}
