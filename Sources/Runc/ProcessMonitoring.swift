public import Linux

/// Starts a runtime's program and waits for its end: the seam for tests, and for a program that reaps its children in a
/// way of its own, such as process 1.
public protocol ProcessMonitoring: Sendable {
    /// Runs a program to its end, with descriptors as `request` has them; it is reaped when this returns.
    ///
    /// `started` is called once, as soon as the program runs, and not at all when it cannot be started. The pidfd in it
    /// stays the monitor's, and is open until this returns.
    ///
    /// When the task is cancelled, the program is killed and reaped before `CancellationError` is thrown.
    ///
    /// - Throws: `LinuxError` about `request.executable` when it cannot be started.
    func run(
        _ request: SpawnRequest, started: @escaping @Sendable (SpawnedProcess) -> Void
    ) async throws -> ProcessExit
}

/// The end of a process.
public struct ProcessExit: Sendable, Hashable {
    /// Which process it was.
    public var pid: PID
    /// How it ended.
    public var status: ExitStatus
    /// When its end was seen, in nanoseconds since 1970.
    public var time: Int64

    /// An end.
    public init(pid: PID, status: ExitStatus, time: Int64 = WallClock.now()) {
        (self.pid, self.status, self.time) = (pid, status, time)
    }
}
