public import Garden

/// A backend whose every answer is scripted.
public struct FakeBackend: ServableBackend {
    /// Calls of `ping`.
    public let pinged = Stub<Void, Void> { _ in }
    /// Calls of `capacity`.
    public let measured = Stub<Void, Capacity> { _ in Capacity() }
    /// Calls of `create`.
    public let created = Stub<ContainerSpec, Handle> { spec in
        try Handle(spec.handle.isEmpty ? "made-by-the-server" : spec.handle)
    }
    /// Calls of `containers(matching:)`.
    public let listed = Stub<PropertyFilter, [Handle]> { _ in [] }
    /// Calls of `container(_:)`.
    public let found: Stub<Handle, any Container>
    /// Calls of `destroy`.
    public let destroyed = Stub<Handle, Void> { _ in }
    /// Calls of `info(of:)`.
    public let informedInBulk = Stub<[Handle], [Handle: Result<ContainerInfo, GardenError>]> { _ in [:] }
    /// Calls of `metrics(of:)`.
    public let measuredInBulk = Stub<[Handle], [Handle: Result<Metrics, GardenError>]> { _ in [:] }
    /// Calls of `graceTime(of:)`.
    public let graceTimeRead = Stub<Handle, Duration> { _ in .zero }
    /// The container that is found unless `found` is told otherwise.
    public let container = FakeContainer()

    /// A backend where every container exists.
    public init() {
        let container = container
        found = Stub { _ in container }
    }

    public func ping() async throws { try await pinged(()) }
    public func capacity() async throws -> Capacity { try await measured(()) }
    public func create(_ spec: ContainerSpec) async throws -> Handle { try await created(spec) }
    public func containers(matching filter: PropertyFilter) async throws -> [Handle] { try await listed(filter) }
    public func container(_ handle: Handle) async throws -> any Container { try await found(handle) }
    public func destroy(_ handle: Handle) async throws { try await destroyed(handle) }
    public func info(of handles: [Handle]) async throws -> [Handle: Result<ContainerInfo, GardenError>] {
        try await informedInBulk(handles)
    }
    public func metrics(of handles: [Handle]) async throws -> [Handle: Result<Metrics, GardenError>] {
        try await measuredInBulk(handles)
    }
    public func graceTime(of handle: Handle) async throws -> Duration { try await graceTimeRead(handle) }
}
