public import Linux
public import LinuxAsync

/// Runs programs as children of this process.
public struct SystemLauncher: ProcessLaunching {
    private let system: AsyncSystem

    /// A launcher on `system`.
    public init(_ system: AsyncSystem) { self.system = system }

    /// Runs a program to its end.
    public func run(_ request: SpawnRequest) async throws -> ExitStatus {
        let process = try await system.spawn(request)
        defer { process.pidfd.closeIgnoringErrors() }
        do {
            return try await system.exitStatus(of: process)
        } catch let cancellation as CancellationError {
            try PIDDescriptor.send(.kill, to: process.pidfd)
            // A task of its own: this one is cancelled and could not wait.
            _ = try await Task { try await system.exitStatus(of: process) }.value
            throw cancellation
        }
    }

    /// Runs a program to its end, for what it writes.
    public func runCapturing(_ request: SpawnRequest) async throws -> LaunchOutput {
        let output = try await CapturedCommand(request).run(on: system)
        return LaunchOutput(
            status: output.status, standardOutput: output.standardOutput, standardError: output.standardError,
            isTruncated: output.isTruncated)
    }
}
