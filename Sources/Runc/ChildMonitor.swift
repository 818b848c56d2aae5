public import Linux
public import LinuxAsync

/// Runs programs as children of this process, each started from the thread that lives as long as the process, and waited
/// for by its pidfd. This process must neither ignore SIGCHLD nor wait for children that it does not know: how they ended
/// would be lost then, and calls fail with `RuncError.system`.
public struct ChildMonitor: ProcessMonitoring {
    private let system: AsyncSystem

    /// A monitor on `system`.
    public init(_ system: AsyncSystem) { self.system = system }

    /// Runs a program to its end.
    public func run(
        _ request: SpawnRequest, started: @escaping @Sendable (SpawnedProcess) -> Void
    ) async throws -> ProcessExit {
        let process = try await system.spawn(request)
        defer { process.pidfd.closeIgnoringErrors() }
        started(process)
        do {
            return ProcessExit(pid: process.pid, status: try await system.exitStatus(of: process))
        } catch let cancellation as CancellationError {
            try PIDDescriptor.send(.kill, to: process.pidfd)
            // A task of its own: this one is cancelled and could not wait.
            _ = try await Task { try await system.exitStatus(of: process) }.value
            throw cancellation
        }
    }
}
