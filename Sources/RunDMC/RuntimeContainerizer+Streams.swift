public import Garden

extension RuntimeContainerizer {
    /// Unpacks an archive: see `Containerizing`.
    public func streamIn(
        _ archive: any ByteSource, to destination: String, as user: String, in handle: Handle
    ) async throws {
        throw GardenError.notImplemented("streaming files in is not implemented yet")
    }

    /// Packs files: see `Containerizing`.
    public func streamOut(
        _ source: String, as user: String, from handle: Handle
    ) async throws -> any ByteSource {
        throw GardenError.notImplemented("streaming files out is not implemented yet")
    }
}
