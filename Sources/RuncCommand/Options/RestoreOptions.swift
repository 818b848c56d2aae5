public import SystemPackage

/// How a saved container is restored.
///
/// `--parent-path` and `--page-server` are missing: no runtime's `restore` takes them.
public struct RestoreOptions: Sendable, Hashable {
    /// What holds for saving as well.
    public var migration: MigrationOptions
    /// Whether the runtime ends as soon as the process runs; the process then belongs to the nearest subreaper.
    public var detach = false
    /// Where the runtime writes the pid of the container's first process, in decimal.
    public var pidFile: FilePath?
    /// The socket to which the runtime sends the terminal, when the process has one.
    public var consoleSocket: FilePath?
    /// Whether to use MS_MOVE instead of pivot_root, which an initramfs cannot do.
    public var noPivot = false
    /// Whether the runtime is no subreaper meanwhile.
    public var noSubreaper = false
    /// Put behind all other options, as they are.
    public var extraArguments: [String] = []

    /// criu's defaults.
    public init(migration: MigrationOptions = MigrationOptions()) { self.migration = migration }

    var arguments: [String] {
        var arguments = migration.arguments()
        if detach { arguments.append("--detach") }
        if let pidFile { arguments += ["--pid-file", pidFile.string] }
        if let consoleSocket { arguments += ["--console-socket", consoleSocket.string] }
        if noPivot { arguments.append("--no-pivot") }
        // runc takes one dash for two; two are what its help says.
        if noSubreaper { arguments.append("--no-subreaper") }
        return arguments + extraArguments
    }
}
