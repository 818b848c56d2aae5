public import Garden

/// A backend whose every answer is scripted.
public struct FakeBackend: Backend {
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
}
