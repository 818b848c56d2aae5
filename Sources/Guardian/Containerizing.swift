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

    /// Starts a process in a container.
    func run(_ spec: ProcessSpec, in handle: Handle) async throws -> any Garden.Process

    /// What is known of a container without asking the runtime.
    func status(of handle: Handle) async -> ContainerStatus

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
