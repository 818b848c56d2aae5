public import Linux

/// Runs a runtime's program: the seam for tests, and for a program that reaps its children in a way of its own.
public protocol ProcessLaunching: Sendable {
    /// Runs a program to its end, with descriptors as `request` has them.
    ///
    /// When the task is cancelled, the program is killed and reaped before `CancellationError` is thrown.
    ///
    /// - Throws: `LinuxError` about `request.executable` when it cannot be started.
    func run(_ request: SpawnRequest) async throws -> ExitStatus

    /// The same, but what it writes to standard output and error is returned, each up to some limit.
    ///
    /// Processes that it leaves behind are not waited for, even if they hold its output.
    func runCapturing(_ request: SpawnRequest) async throws -> LaunchOutput
}

/// What a program wrote, and how it ended.
public struct LaunchOutput: Sendable, Hashable {
    /// How it ended.
    public var status: ExitStatus
    /// The end of its standard output.
    public var standardOutput: [UInt8]
    /// The end of its standard error.
    public var standardError: [UInt8]
    /// Whether the beginning of one of them is missing.
    public var isTruncated: Bool

    /// An output that is complete.
    public init(
        status: ExitStatus, standardOutput: [UInt8] = [], standardError: [UInt8] = [], isTruncated: Bool = false
    ) {
        (self.status, self.standardOutput, self.standardError) = (status, standardOutput, standardError)
        self.isTruncated = isTruncated
    }
}
