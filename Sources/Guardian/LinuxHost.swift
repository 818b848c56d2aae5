public import Garden
import Linux
public import LinuxAsync

/// The host's figures, from the kernel.
public struct LinuxHost: HostMeasuring {
    private let system: AsyncSystem

    /// Figures of this host. `system` runs what blocks.
    public init(system: AsyncSystem) { self.system = system }

    /// MemTotal.
    public func totalMemory() async throws -> UInt64 {
        try await system.blocking { try HostMemory.total() }
    }

    /// The wall clock.
    public func now() -> Int64 { WallClock.now() }

    /// The kernel's boot id.
    public func bootID() throws -> String { try BootID.current() }

    /// A random UUID.
    public func newHandle() throws -> Handle { try Handle(RandomUUID.make()) }
}
