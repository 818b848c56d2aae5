public import Garden
public import Guardian
public import Linux

/// A networker that changes nothing.
public struct FakeNetworker: Networking {
    /// What `capacity` says.
    public let capacity: Int?
    /// Calls of `start`.
    public let started = Stub<Void, Void> { _ in }
    /// Calls of `prepare`.
    public let prepared = Stub<(Handle, NetworkSpec), NetworkPlan> { _ in
        NetworkPlan(addresses: NetworkAddresses(container: "10.0.0.2", host: "10.0.0.1"))
    }
    /// Calls of `attach`.
    public let attached = Stub<(Handle, PID), Void> { _ in }
    /// Calls of `restore`.
    public let restored = Stub<Handle, NetworkAddresses> { _ in NetworkAddresses() }
    /// Calls of `detach`.
    public let detached = Stub<Handle, Void> { _ in }
    /// Calls of `sweep`.
    public let swept = Stub<Set<Handle>, Void> { _ in }

    /// A networker that succeeds.
    public init(capacity: Int? = 256) { self.capacity = capacity }

    public func start() async throws { try await started(()) }
    public func prepare(_ handle: Handle, _ spec: NetworkSpec) async throws -> NetworkPlan {
        try await prepared((handle, spec))
    }
    public func attach(_ handle: Handle, to process: PID) async throws { try await attached((handle, process)) }
    public func restore(_ handle: Handle) async throws -> NetworkAddresses { try await restored(handle) }
    public func detach(_ handle: Handle) async throws { try await detached(handle) }
    public func sweep(keeping handles: Set<Handle>) async throws { try await swept(handles) }
}
