import JSON
public import Linux
import LinuxAsync
public import OCI
public import RuncCommand
public import SystemPackage

extension RuncClient {
    /// Makes a container and starts its process.
    ///
    /// - Returns: detached, success as soon as the process runs, else how it ended: as the runtime reports it, so a
    ///   process that signal n killed has exited with 128 + n.
    /// - Throws: `RuncError` when the process was not started, or the runtime failed afterwards.
    public func run(
        _ id: ContainerID, bundle: FilePath, options: RunOptions = RunOptions(), io: StandardIO = .none
    ) async throws(RuncError) -> ExitStatus {
        try await inPrivateFolder { folder in
            var options = options
            let pidFile = options.creation.pidFile ?? folder.pidFile
            options.creation.pidFile = pidFile
            let start = Start(call: .run(id, bundle: bundle, options), pidFile: pidFile, isDetached: options.detach)
            return try await io.withDescriptors(on: system) { descriptors in
                try await self.start(start, descriptors: descriptors, folder)
            }
        }
    }

    /// Starts a process in a container that runs.
    ///
    /// The process's description reaches the runtime in memory; it is on no disk.
    ///
    /// - Returns: as `run`.
    /// - Throws: as `run`.
    public func exec(
        _ process: OCIProcess, in id: ContainerID, options: ExecOptions = ExecOptions(), io: StandardIO = .none
    ) async throws(RuncError) -> ExitStatus {
        try await inPrivateFolder { folder in
            var options = options
            let description = try MemoryFile.make(name: "process.json", contents: process.json.encoded())
            defer { description.closeIgnoringErrors() }
            let pidFile = options.pidFile ?? folder.pidFile
            options.pidFile = pidFile
            return try await io.withDescriptors(on: system) { [options] streams in
                let path = FilePath("/proc/self/fd/\(streams.count)")
                let start = Start(
                    call: .exec(id, process: path, options), pidFile: pidFile, isDetached: options.detach)
                return try await self.start(start, descriptors: streams + [description], folder)
            }
        }
    }

    private struct Start: Sendable {
        let call: RuncCall
        let pidFile: FilePath
        let isDetached: Bool
    }

    /// A status that is not 0 can be the process's or the runtime's. It is the runtime's when the log has an error, or
    /// when there is no pid of a process (crun finds some faults before it opens its log).
    private func start(
        _ start: Start, descriptors: [FileDescriptor], _ folder: PrivateFolder
    ) async throws -> ExitStatus {
        try await folder.clear(start.pidFile)
        let status = try await monitor.run(request(for: start.call, descriptors: descriptors, folder)) { _ in }.status
        if status == .exited(0) { return status }

        let message = RuncLog.lastError(in: try await folder.readLog())
        let hasStarted = try await folder.hasStarted(by: start.pidFile)
        if message != nil || start.isDetached || !hasStarted || isSignal(status) {
            throw RuncError(start.call, status: status, message: message ?? "")
        }
        return status
    }

    private func isSignal(_ status: ExitStatus) -> Bool {
        if case .signalled = status { true } else { false }
    }
}
