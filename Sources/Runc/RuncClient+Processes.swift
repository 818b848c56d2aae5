public import Linux
public import OCI
public import RuncCommand
public import SystemPackage

/// The calls that start a process.
///
/// Their closure `whileRunning` is called, in a child task, as soon as the runtime runs, and its task is cancelled when
/// the runtime has ended; the call waits for it. An error that it throws before cancels the call: the runtime is killed
/// and reaped, and the error is thrown, one that is no `RuncError` as `RuncError.system`.
extension RuncClient {
    /// Makes a container, whose process waits for `start`. Returns once it is made, whatever becomes of `io`.
    ///
    /// - Throws: `RuncError.alreadyExists` when there is one; others when it was not made.
    public func create(
        _ id: ContainerID, bundle: FilePath, options: CreateOptions = CreateOptions(), io: StandardIO = .captured,
        whileRunning: (@Sendable (RunningRuntime) async throws -> Void)? = nil
    ) async throws(RuncError) {
        _ = try await start(io, whileRunning) { _ throws(LinuxError) in
            var options = options
            options.pidFile = try options.pidFile.map(absolute)
            return Start(
                call: .create(id, bundle: bundle, options), pidFile: options.pidFile, endsEarly: true,
                descriptors: options.preservedDescriptors ?? [])
        }
    }

    /// Makes a container and starts its process.
    ///
    /// - Returns: detached, success as soon as the process runs, else how it ended: as the runtime reports it, so a
    ///   process that signal n killed has exited with 128 + n.
    /// - Throws: `RuncError` when the process was not started, or the runtime failed afterwards.
    public func run(
        _ id: ContainerID, bundle: FilePath, options: RunOptions = RunOptions(), io: StandardIO = .captured,
        whileRunning: (@Sendable (RunningRuntime) async throws -> Void)? = nil
    ) async throws(RuncError) -> ExitStatus {
        try await start(io, whileRunning) { folder throws(LinuxError) in
            var options = options
            let pidFile = try options.creation.pidFile.map(absolute) ?? folder.pidFile
            options.creation.pidFile = pidFile
            return Start(
                call: .run(id, bundle: bundle, options), pidFile: pidFile, endsEarly: options.detach,
                descriptors: options.creation.preservedDescriptors ?? [])
        }
    }

    /// Starts a process in a container that runs.
    ///
    /// The process's description reaches the runtime in memory; it is on no disk.
    ///
    /// - Returns: as `run`.
    /// - Throws: as `run`.
    public func exec(
        _ process: OCIProcess, in id: ContainerID, options: ExecOptions = ExecOptions(), io: StandardIO = .captured,
        whileRunning: (@Sendable (RunningRuntime) async throws -> Void)? = nil
    ) async throws(RuncError) -> ExitStatus {
        try await withDescription(of: process) { description throws(RuncError) in
            try await start(io, whileRunning) { folder throws(LinuxError) in
                var options = options
                let pidFile = try options.pidFile.map(absolute) ?? folder.pidFile
                options.pidFile = pidFile
                let path = FilePath("/proc/self/fd/\(RuncCall.firstExtraDescriptor)")
                return Start(
                    call: .exec(id, process: path, options), pidFile: pidFile, endsEarly: options.detach,
                    descriptors: [description])
            }
        }
    }

    /// Restores a saved container by criu(8).
    ///
    /// - Returns: as `run`.
    /// - Throws: as `run`; `RuncError.unsupportedCommand` when the runtime was built without it.
    public func restore(
        _ id: ContainerID, bundle: FilePath, options: RestoreOptions = RestoreOptions(), io: StandardIO = .captured,
        whileRunning: (@Sendable (RunningRuntime) async throws -> Void)? = nil
    ) async throws(RuncError) -> ExitStatus {
        try await start(io, whileRunning) { folder throws(LinuxError) in
            var options = options
            let pidFile = try options.pidFile.map(absolute) ?? folder.pidFile
            options.pidFile = pidFile
            return Start(call: .restore(id, bundle: bundle, options), pidFile: pidFile, endsEarly: options.detach)
        }
    }
}
