public import Garden
public import Linux

/// Makes containers and runs processes in them.
public protocol Containerizing: Sendable {
    /// Makes a container; its init runs when this returns.
    ///
    /// Either everything is in place when this returns, or nothing is, but for what `destroy` removes.
    ///
    /// - Returns: the init process, in the server's pid namespace.
    func create(_ plan: ContainerPlan) async throws -> PID

    /// Checks that the init of a container that was just made still runs.
    ///
    /// - Throws: what is known of its end.
    func checkRuns(_ handle: Handle) async throws

    /// Starts a process in a container.
    func run(_ spec: ProcessSpec, in handle: Handle) async throws -> any Garden.Process

    /// What is known of a container without asking the runtime.
    func status(of handle: Handle) async -> ContainerStatus

    /// What a container uses now: a look at the kernel's counters, whatever runs beside it.
    func usage(of handle: Handle) async throws -> ContainerUsage

    /// The limits on processor time, memory and processes that are in force; zero where there is none.
    func limits(of handle: Handle) async throws -> Limits

    /// Ends all processes of a container but its init. The container is known as stopped from then on, and can be used.
    ///
    /// - Parameter kill: whether they get SIGKILL at once, instead of SIGTERM and some time.
    func stop(_ handle: Handle, kill: Bool) async throws

    /// Unpacks a tar archive in a container, as `Garden.Container` promises it.
    func streamIn(
        _ archive: any ByteSource, to destination: String, as user: String, in handle: Handle
    ) async throws

    /// Packs files of a container as a tar archive, as `Garden.Container` promises it.
    func streamOut(_ source: String, as user: String, from handle: Handle) async throws -> any ByteSource

    /// Takes a container up again that an earlier server made.
    func restore(_ handle: Handle) async throws

    /// Ends all processes of a container and removes what `create` made. Succeeds when there is nothing to remove.
    func destroy(_ handle: Handle) async throws

    /// Removes what bears this server's tag and belongs to none of `handles`.
    func sweep(keeping handles: Set<Handle>) async throws
}

/// All that is decided about a container before it is made.
public struct ContainerPlan: Sendable, Hashable {
    /// Its name.
    public var handle: Handle
    /// Whether root inside is root of the host.
    public var privileged: Bool
    /// Its root file system.
    public var rootFS: RootFS
    /// `NAME=value` for every process, on top of the image's.
    public var environment: [String]
    /// What to show inside: the client's mounts, then the network's.
    public var bindMounts: [BindMount]
    /// What it may use.
    public var limits: Limits

    /// A plan for a container without limits and mounts.
    public init(
        handle: Handle, rootFS: RootFS, privileged: Bool = false, environment: [String] = [],
        bindMounts: [BindMount] = [], limits: Limits = Limits()
    ) {
        self.handle = handle
        self.rootFS = rootFS
        self.privileged = privileged
        self.environment = environment
        self.bindMounts = bindMounts
        self.limits = limits
    }
}

/// What a containerizer knows of a container.
public struct ContainerStatus: Sendable, Hashable {
    /// Its init process while that lives.
    public var initProcess: PID?
    /// Whether it was stopped, or its init is gone.
    public var isStopped: Bool
    /// What happened to it.
    public var events: [String]
    /// The ids of its processes that live.
    public var processes: [String]

    /// A status.
    public init(initProcess: PID? = nil, isStopped: Bool = true, events: [String] = [], processes: [String] = []) {
        (self.initProcess, self.isStopped) = (initProcess, isStopped)
        (self.events, self.processes) = (events, processes)
    }
}

/// What a containerizer's processes use.
public struct ContainerUsage: Sendable, Hashable {
    /// Memory.
    public var memory = MemoryMetrics()
    /// Processor time.
    public var cpu = CPUMetrics()
    /// Processes and threads.
    public var pids = PIDMetrics()
    /// The share of processor time that is in force; 0: none was asked for.
    public var cpuShares: UInt64 = 0

    /// Nothing used.
    public init() {}
}
