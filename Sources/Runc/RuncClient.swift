public import Linux
public import LinuxAsync
public import OCI
public import RuncCommand
public import SystemPackage

/// A runc-compatible runtime, called by its command line (runc, crun, gdn-runc).
///
/// A value without state: calls are independent of one another, and may run at once. When the task of a call is
/// cancelled, the runtime is killed and reaped before `RuncError.cancelled` is thrown; what it did until then stays.
public struct RuncClient: Sendable {
    /// Which runtime, and how. `log` and `logFormat` are set anew for each call, so that its messages are its own.
    public var configuration: RuncConfiguration
    /// The runtime's environment, `NAME=value`.
    public var environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
    /// Where each call has a folder for its log; the folder is removed at the end of the call.
    public var temporaryFolder: FilePath = "/tmp"

    /// Where its blocking calls and waits happen.
    public let system: AsyncSystem
    let launcher: any ProcessLaunching

    /// A client that starts the runtime with `launcher`, or else as a child of this process.
    public init(_ configuration: RuncConfiguration, system: AsyncSystem, launcher: (any ProcessLaunching)? = nil) {
        (self.configuration, self.system) = (configuration, system)
        self.launcher = launcher ?? SystemLauncher(system)
    }

    /// What the container is doing.
    public func state(of id: ContainerID) async throws(RuncError) -> RuntimeState {
        let output = try await capture(.state(id))
        guard !output.isTruncated else { throw .malformedOutput(command: "state", reason: "the output is too long") }
        do {
            return try StateOutput.parse(output.standardOutput)
        } catch {
            throw .malformedOutput(command: "state", reason: "\(error)")
        }
    }

    /// Sends a signal to the container's first process.
    ///
    /// - Throws: `RuncError.wrongState` when that has ended.
    public func kill(
        _ id: ContainerID, _ signal: Signal, options: KillOptions = KillOptions()
    ) async throws(RuncError) {
        _ = try await capture(.kill(id, signal, options))
    }

    /// Removes a container that has stopped; with `force` a running one too, and then nothing there is no failure.
    ///
    /// - Throws: `RuncError.wrongState` when it runs, `.notFound` when there is none (without `force`).
    public func delete(_ id: ContainerID, force: Bool = false) async throws(RuncError) {
        _ = try await capture(.delete(id, DeleteOptions(force: force)))
    }
}
