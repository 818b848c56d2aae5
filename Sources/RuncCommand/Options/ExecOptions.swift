public import SystemPackage

/// How a process is started in a container.
public struct ExecOptions: Sendable, Hashable {
    /// The socket to which the runtime sends the terminal, when the process has one.
    public var consoleSocket: FilePath?
    /// The socket to which the runtime sends a pidfd of the process (runc 1.2 or newer; others refuse it).
    public var pidfdSocket: FilePath?
    /// Whether the runtime ends as soon as the process runs; the process then belongs to the nearest subreaper.
    public var detach = false
    /// Where the runtime writes the pid of the process, in decimal.
    public var pidFile: FilePath?
    /// Where this call's messages go instead of where the client's configuration says.
    public var log: FilePath?
    /// Put behind all other options, as they are.
    public var extraArguments: [String] = []

    /// The runtime's defaults.
    public init() {}

    var arguments: [String] {
        var arguments: [String] = []
        if let consoleSocket { arguments += ["--console-socket", consoleSocket.string] }
        if let pidfdSocket { arguments += ["--pidfd-socket", pidfdSocket.string] }
        if detach { arguments.append("--detach") }
        if let pidFile { arguments += ["--pid-file", pidFile.string] }
        return arguments + extraArguments
    }
}
