public import Garden
import Linux
public import LinuxAsync

/// The host's figures, from the kernel.
public struct LinuxHost: HostMeasuring {
    private let system: AsyncSystem
    private let ownMemoryLimit: @Sendable () throws -> UInt64?

    /// Figures of this host. `system` runs what blocks.
    ///
    /// - Parameter ownMemoryLimit: the most memory that the server's own cgroup may use; nil: as much as there is.
    public init(system: AsyncSystem, ownMemoryLimit: @escaping @Sendable () throws -> UInt64? = { nil }) {
        (self.system, self.ownMemoryLimit) = (system, ownMemoryLimit)
    }

    /// MemTotal, or what a server that is itself confined may use of it.
    public func totalMemory() async throws -> UInt64 {
        try await system.blocking { [ownMemoryLimit] in
            let total = try HostMemory.total()
            return min(total, try ownMemoryLimit() ?? total)
        }
    }

    /// The wall clock.
    public func now() -> Int64 { WallClock.now() }

    /// The kernel's boot id.
    public func bootID() throws -> String { try BootID.current() }

    /// A random UUID.
    public func newHandle() throws -> Handle { try Handle(RandomUUID.make()) }
}
