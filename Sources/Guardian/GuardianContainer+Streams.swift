import Garden

/// Files in and out, and stopping: what a container must be whole for.
extension GuardianContainer {
    func stop(kill: Bool) async throws {
        try whole()
        try await gardener.components.containerizer.stop(handle, kill: kill)
    }

    func streamIn(_ archive: any ByteSource, to destination: String, as user: String) async throws {
        try whole()
        try await gardener.components.containerizer.streamIn(archive, to: destination, as: user, in: handle)
    }

    func streamOut(_ source: String, as user: String) async throws -> any ByteSource {
        try whole()
        return try await gardener.components.containerizer.streamOut(source, as: user, from: handle)
    }
}
