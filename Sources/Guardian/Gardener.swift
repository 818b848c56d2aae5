public import Garden
public import Linux
public import Logging

/// The coordinator: it composes the parts that make containers and keeps the promise that a container is either whole
/// and recorded, or gone.
public final class Gardener: ServableBackend {
    /// What the operator decided.
    public struct Configuration: Sendable {
        /// How many containers there may be, in any state; nil: no limit but the network's.
        public var maxContainers: Int?
        /// Whether privileged containers are refused.
        public var disablePrivileged = false
        /// Whether containers of an earlier server are destroyed rather than taken up again.
        public var destroyOnStart = false
        /// The processor time that one CPU share entitles to, percent of one processor.
        public var entitlementPerShare = 0.0
        /// The ids of an unprivileged container's user namespace.
        public var mapping: UserMapping

        /// No limit, privileged containers allowed.
        public init(mapping: UserMapping) { self.mapping = mapping }
    }

    /// The parts.
    public struct Components: Sendable {
        /// Containers.
        public var containerizer: any Containerizing
        /// Networks.
        public var networker: any Networking
        /// Root file systems.
        public var volumizer: any Volumizing
        /// What survives a crash.
        public var records: any RecordKeeping
        /// Figures of the host.
        public var host: any HostMeasuring

        /// The parts.
        public init(
            containerizer: any Containerizing, networker: any Networking, volumizer: any Volumizing,
            records: any RecordKeeping, host: any HostMeasuring
        ) {
            (self.containerizer, self.networker, self.volumizer) = (containerizer, networker, volumizer)
            (self.records, self.host) = (records, host)
        }
    }

    let configuration: Configuration
    let components: Components
    let log: Logger
    let table: ContainerTable
    /// Creating and destroying one container exclude each other.
    let lifecycle = KeyedLock<Handle>()
    /// Changes of one container's properties, or of its grace time, follow one another; they do not wait for a long
    /// destroy.
    let properties = KeyedLock<Handle>()

    /// A gardener over `components`. Call `start` before serving.
    public init(_ configuration: Configuration, components: Components, log: Logger) {
        self.configuration = configuration
        self.components = components
        self.log = log
        table = ContainerTable(limit: configuration.maxContainers)
    }

    /// Always succeeds: a gardener that can answer can work.
    public func ping() async throws {}

    /// What this host can hold. The container limit is the smaller of the operator's and the network's.
    public func capacity() async throws -> Capacity {
        let disk = try await components.volumizer.capacity()
        var capacity = Capacity()
        capacity.memoryInBytes = try await components.host.totalMemory()
        capacity.diskInBytes = disk.total
        capacity.schedulableDiskInBytes = disk.schedulable
        let limits = [configuration.maxContainers, components.networker.capacity].compactMap(\.self)
        capacity.maxContainers = limits.min().map(UInt64.init) ?? UInt64.max
        return capacity
    }

    /// The handles of all containers whose properties match.
    public func containers(matching filter: PropertyFilter) async throws -> [Handle] {
        table.all.filter { $0.matches(filter) }.map(\.record.handle)
    }

    /// The container called `handle`, in whatever state.
    public func container(_ handle: Handle) async throws -> any Container {
        guard table[handle] != nil else { throw GardenError.containerNotFound(handle: handle.value) }
        return GuardianContainer(handle: handle, gardener: self)
    }
}

/// Figures of the host that capacity is made of.
public protocol HostMeasuring: Sendable {
    /// Memory that containers can use, bytes.
    func totalMemory() async throws -> UInt64

    /// Now, in nanoseconds since 1970.
    func now() -> Int64

    /// Which boot of the host this is.
    func bootID() throws -> String

    /// A new handle that no container has.
    func newHandle() throws -> Handle
}
