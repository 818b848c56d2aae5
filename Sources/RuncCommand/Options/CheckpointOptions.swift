public import SystemPackage

/// How a container is saved.
public struct CheckpointOptions: Sendable, Hashable {
    /// What holds for restoring as well.
    public var migration: MigrationOptions
    /// The folder of an earlier checkpoint, relative to the images', whose memory need not be saved again.
    public var parentPath: FilePath?
    /// The page server to send memory to, `ADDRESS:PORT`.
    public var pageServer: String?
    /// Put behind the options above, as they are.
    public var extraArguments: [String] = []
    /// A descriptor to which criu writes one NUL byte once it is ready to serve lazy pages. It stays the caller's.
    public var statusDescriptor: FileDescriptor?
    /// Whether the container runs on afterwards.
    public var leaveRunning = false
    /// Whether only memory is saved, for a checkpoint to come; the container runs on.
    public var preDump = false

    /// criu's defaults.
    public init(migration: MigrationOptions = MigrationOptions()) { self.migration = migration }

    /// - Parameter statusNumber: which descriptor of the runtime `statusDescriptor` becomes.
    func arguments(statusNumber: Int) -> [String] {
        var arguments = migration.arguments(
            afterWork: parentPath.map { ["--parent-path", $0.string] } ?? [],
            afterTerminal: pageServer.map { ["--page-server", $0] } ?? [])
        arguments += extraArguments
        if statusDescriptor != nil { arguments += ["--status-fd", "\(statusNumber)"] }
        if leaveRunning { arguments.append("--leave-running") }
        if preDump { arguments.append("--pre-dump") }
        return arguments
    }
}
