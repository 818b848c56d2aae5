public import Garden

extension RuntimeContainerizer {
    /// Ends all processes but init: see `Containerizing`.
    public func stop(_ handle: Handle, kill: Bool) async throws {
        throw GardenError.notImplemented("stopping a container is not implemented yet")
    }
}
