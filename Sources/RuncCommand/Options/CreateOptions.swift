public import SystemPackage

/// How a container is made.
public struct CreateOptions: Sendable, Hashable {
    /// Where the runtime writes the pid of the container's first process, in decimal.
    public var pidFile: FilePath?
    /// The socket to which the runtime sends the terminal, when the process has one.
    public var consoleSocket: FilePath?
    /// The socket to which the runtime sends a pidfd of the process (runc 1.2 or newer; others refuse it).
    public var pidfdSocket: FilePath?
    /// Whether to use MS_MOVE instead of pivot_root, which an initramfs cannot do.
    public var noPivot = false
    /// Whether the container stays in the caller's session keyring.
    public var noNewKeyring = false
    /// What the process inherits beside standard input, output and error: the first becomes its descriptor 3, and so on.
    /// They stay the caller's. Empty tells the runtime that there are none; nil tells it nothing.
    public var preservedDescriptors: [FileDescriptor]?
    /// Put behind all other options, as they are.
    public var extraArguments: [String] = []

    /// The runtime's defaults.
    public init() {}

    var arguments: [String] { arguments(detach: false) }

    func arguments(detach: Bool) -> [String] {
        var arguments: [String] = []
        if let pidFile { arguments += ["--pid-file", pidFile.string] }
        if let consoleSocket { arguments += ["--console-socket", consoleSocket.string] }
        if let pidfdSocket { arguments += ["--pidfd-socket", pidfdSocket.string] }
        if noPivot { arguments.append("--no-pivot") }
        if noNewKeyring { arguments.append("--no-new-keyring") }
        if detach { arguments.append("--detach") }
        if let preservedDescriptors { arguments += ["--preserve-fds", "\(preservedDescriptors.count)"] }
        return arguments + extraArguments
    }
}
