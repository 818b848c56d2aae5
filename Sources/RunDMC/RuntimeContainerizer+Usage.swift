public import Garden
public import Guardian

extension RuntimeContainerizer {
    /// What a container uses: see `Containerizing`.
    public func usage(of handle: Handle) async throws -> ContainerUsage {
        throw GardenError.notImplemented("metrics is not implemented yet")
    }

    /// The limits in force: see `Containerizing`.
    public func limits(of handle: Handle) async throws -> Limits {
        throw GardenError.notImplemented("reading limits is not implemented yet")
    }
}
