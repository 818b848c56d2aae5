public import Garden
public import Linux
public import SystemPackage

/// Gives containers a root file system.
public protocol Volumizing: Sendable {
    /// Makes a root file system.
    ///
    /// Either it is in place when this returns, or nothing is, but for what `destroy` removes.
    func create(_ handle: Handle, _ spec: RootFSSpec) async throws -> RootFS

    /// Checks and takes up again what an earlier server made.
    func restore(_ handle: Handle) async throws

    /// Removes what `create` made. Succeeds when there is nothing to remove.
    func destroy(_ handle: Handle) async throws

    /// The disk space that a container uses, with its image and without. Does not walk its files.
    func usage(of handle: Handle) async throws -> DiskMetrics

    /// The space there is for containers.
    func capacity() async throws -> DiskCapacity

    /// Removes what bears this server's tag and belongs to none of `handles`.
    func sweep(keeping handles: Set<Handle>) async throws
}

/// What a client asked of a container's root file system.
public struct RootFSSpec: Sendable, Hashable {
    /// The image; without an address, the server's default.
    public var image: ImageReference
    /// The ids of the container's user namespace; nil: it has none.
    public var mapping: UserMapping?
    /// What it may use.
    public var limits: DiskLimits

    /// A request.
    public init(
        image: ImageReference = ImageReference(), mapping: UserMapping? = nil, limits: DiskLimits = DiskLimits()
    ) {
        (self.image, self.mapping, self.limits) = (image, mapping, limits)
    }
}

/// A root file system that is ready for a container.
public struct RootFS: Sendable, Hashable {
    /// Its top folder on the host.
    public var path: FilePath
    /// The image's environment.
    public var environment: [String]

    /// A root file system.
    public init(path: FilePath, environment: [String] = []) {
        (self.path, self.environment) = (path, environment)
    }
}

/// Space on disk, bytes.
public struct DiskCapacity: Sendable, Hashable {
    /// The whole volume.
    public var total: UInt64
    /// What containers can use.
    public var schedulable: UInt64

    /// A capacity.
    public init(total: UInt64, schedulable: UInt64) { (self.total, self.schedulable) = (total, schedulable) }
}
