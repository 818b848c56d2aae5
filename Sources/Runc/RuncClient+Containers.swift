import JSON
public import Linux
public import OCI
public import RuncCommand
import SystemPackage

extension RuncClient {
    /// Lets the process of a created container go.
    ///
    /// - Throws: `RuncError.wrongState` when it runs already, or has ended.
    public func start(_ id: ContainerID) async throws(RuncError) {
        _ = try await capture(.start(id))
    }

    /// Sends a signal to the container's first process.
    ///
    /// - Throws: `RuncError.wrongState` when that has ended.
    public func kill(
        _ id: ContainerID, _ signal: Signal, options: KillOptions = KillOptions()
    ) async throws(RuncError) {
        _ = try await capture(.kill(id, signal, options))
    }

    /// Sends a signal to all processes of the container; runc 1.2 and newer do so only where there is no pid namespace.
    ///
    /// - Throws: as `kill`.
    public func killAll(_ id: ContainerID, _ signal: Signal) async throws(RuncError) {
        try await kill(id, signal, options: KillOptions(all: true))
    }

    /// Removes a container that has stopped; with `force` a running one too, and then nothing there is no failure.
    ///
    /// - Throws: `RuncError.wrongState` when it runs, `.notFound` when there is none (without `force`).
    public func delete(_ id: ContainerID, force: Bool = false) async throws(RuncError) {
        try await delete(id, options: DeleteOptions(force: force))
    }

    /// Removes a container.
    public func delete(_ id: ContainerID, options: DeleteOptions) async throws(RuncError) {
        _ = try await capture(.delete(id, options))
    }

    /// Stops the container's processes where they are.
    ///
    /// - Throws: `RuncError.wrongState` when it does not run.
    public func pause(_ id: ContainerID) async throws(RuncError) {
        _ = try await capture(.pause(id))
    }

    /// Lets the processes of a paused container go on. One that is not paused is `RuncError.wrongState` to runc, and no
    /// failure to crun.
    public func resume(_ id: ContainerID) async throws(RuncError) {
        _ = try await capture(.resume(id))
    }

    /// Changes the container's limits to those in `resources`; others stay.
    public func update(_ id: ContainerID, _ resources: OCIResources) async throws(RuncError) {
        do {
            let file = try MemoryFile.make(name: "resources.json", contents: resources.json.encoded())
            defer { file.closeIgnoringErrors() }
            _ = try await capture(.update(id), CallStreams(input: file))
        } catch {
            throw RuncError(error, executable: configuration.executable)
        }
    }

    /// Saves the container by criu(8), which runs it no longer unless `options` say so.
    public func checkpoint(
        _ id: ContainerID, options: CheckpointOptions = CheckpointOptions()
    ) async throws(RuncError) {
        let status = options.statusDescriptor.map { [$0] } ?? []
        _ = try await capture(.checkpoint(id, options), CallStreams(extra: status))
    }
}
