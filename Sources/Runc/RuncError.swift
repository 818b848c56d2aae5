public import Linux
public import RuncCommand
public import SystemPackage

/// Why a call of a runtime failed.
public enum RuncError: Error, Hashable, Sendable {
    /// The runtime's program cannot be started: it is not there, or it is no program.
    case launch(executable: FilePath, Errno)
    /// There is no such container.
    case notFound(ContainerID)
    /// There already is a container of that id.
    case alreadyExists(ContainerID)
    /// The container is not in a state in which this can be done.
    case wrongState(ContainerID, message: String)
    /// The program to start is not in the container; the text is the runtime's, which the original's clients see.
    case executableNotFound(message: String)
    /// The user to start it as is not in the container.
    case unknownUser(message: String)
    /// The folder to start it in cannot be entered.
    case workingDirectory(message: String)
    /// The container's memory limit leaves no room for its first process.
    case memoryLimitTooSmall(message: String)
    /// The runtime has no such command, was built without it, or lacks the program that does it, as the message says.
    case unsupportedCommand(String, message: String)
    /// The call cannot be made with such a value; the runtime was not started.
    case invalid(reason: String)
    /// The runtime ended without sending the descriptor that was waited for.
    case nothingSent(socket: FilePath)
    /// What came to a socket is not one descriptor with a name, or is from somebody else; it was closed.
    case unexpectedMessage(socket: FilePath, reason: String)
    /// Any other failure that the runtime reports; `message` is empty when it said nothing.
    case failed(command: String, status: ExitStatus, message: String)
    /// The runtime succeeded, but what it printed cannot be understood.
    case malformedOutput(command: String, reason: String)
    /// The task was cancelled; the runtime was killed and reaped.
    case cancelled
    /// Something on our side of the call failed.
    case system(LinuxError)
}

extension RuncError: CustomStringConvertible {
    /// One sentence with the values in it. That of `failed` has the original's form.
    public var description: String {
        switch self {
        case .launch(let executable, let errno): "cannot start the runtime \(executable): \(errno)"
        case .notFound(let id): "the runtime knows no container \(id)"
        case .alreadyExists(let id): "the runtime already has a container \(id)"
        case .wrongState(_, let message), .executableNotFound(let message), .unknownUser(let message),
            .workingDirectory(let message), .memoryLimitTooSmall(let message), .invalid(let message):
            message
        case .unsupportedCommand(let command, let message): "the runtime cannot \(command): \(message)"
        case .nothingSent(let socket): "the runtime ended without sending anything to \(socket)"
        case .unexpectedMessage(let socket, let reason): "\(socket): \(reason)"
        case .failed(let command, let status, let message):
            message.isEmpty ? "\(command): \(Self.text(status))" : "\(command): \(Self.text(status)): \(message)"
        case .malformedOutput(let command, let reason): "\(command): \(reason)"
        case .cancelled: "the call of the runtime was cancelled"
        case .system(let error): "\(error)"
        }
    }

    private static func text(_ status: ExitStatus) -> String {
        switch status {
        case .exited(let code): "exit status \(code)"
        case .signalled(let signal): "killed by signal \(signal.rawValue)"
        }
    }
}

extension RuncError {
    /// Why `call` failed, from what the runtime said.
    init(_ call: RuncCall, status: ExitStatus, message: String) {
        let failure = RuntimeDialect.classify(message, about: call.id)
        switch (failure, call.id) {
        case (.notFound, let id?): self = .notFound(id)
        case (.alreadyExists, let id?): self = .alreadyExists(id)
        case (.wrongState, let id?): self = .wrongState(id, message: message)
        case (.executableNotFound, _): self = .executableNotFound(message: message)
        case (.unknownUser, _): self = .unknownUser(message: message)
        case (.workingDirectory, _): self = .workingDirectory(message: message)
        case (.memoryLimitTooSmall, _): self = .memoryLimitTooSmall(message: message)
        case (.unsupportedCommand, _): self = .unsupportedCommand(call.name, message: message)
        case (.notFound, nil), (.alreadyExists, nil), (.wrongState, nil), (.other, _):
            self = .failed(command: call.name, status: status, message: message)
        }
    }

    /// What `error`, thrown on the way, means for a call of `executable`.
    init(_ error: any Error, executable: FilePath) {
        switch error {
        case let error as RuncError: self = error
        case is CancellationError: self = .cancelled
        case RuncCommandError.malformedOutput(let command, let reason):
            self = .malformedOutput(command: command, reason: reason)
        case LinuxError.failed("execute", executable.string, let errno):
            self = .launch(executable: executable, errno)
        case let error as LinuxError: self = .system(error)
        default: self = .system(.unusable("\(error)"))
        }
    }
}
