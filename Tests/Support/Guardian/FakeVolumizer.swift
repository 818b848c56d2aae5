public import Garden
public import Guardian
import SystemPackage

/// A volumizer that makes nothing.
public struct FakeVolumizer: Volumizing {
    /// Calls of `create`.
    public let created = Stub<(Handle, RootFSSpec), RootFS> { _ in RootFS(path: "/rootfs") }
    /// Calls of `restore`.
    public let restored = Stub<Handle, Void> { _ in }
    /// Calls of `destroy`.
    public let destroyed = Stub<Handle, Void> { _ in }
    /// Calls of `usage`.
    public let weighed = Stub<Handle, DiskMetrics> { _ in DiskMetrics() }
    /// Calls of `capacity`.
    public let measured = Stub<Void, DiskCapacity> { _ in DiskCapacity(total: 2000, schedulable: 1000) }
    /// Calls of `sweep`.
    public let swept = Stub<Set<Handle>, Void> { _ in }

    /// A volumizer that succeeds.
    public init() {}

    public func create(_ handle: Handle, _ spec: RootFSSpec) async throws -> RootFS {
        try await created((handle, spec))
    }
    public func restore(_ handle: Handle) async throws { try await restored(handle) }
    public func destroy(_ handle: Handle) async throws { try await destroyed(handle) }
    public func usage(of handle: Handle) async throws -> DiskMetrics { try await weighed(handle) }
    public func capacity() async throws -> DiskCapacity { try await measured(()) }
    public func sweep(keeping handles: Set<Handle>) async throws { try await swept(handles) }
}
