public import Garden
public import Linux
public import SystemPackage

/// Gives containers a network.
public protocol Networking: Sendable {
    /// How many containers can have a network at once; nil: any number.
    var capacity: Int? { get }

    /// Gets ready what all containers share: the firewall's common part, forwarding. May be repeated.
    func start() async throws

    /// Chooses addresses and writes the files the container will see. Nothing in the kernel changes.
    func prepare(_ handle: Handle, _ spec: NetworkSpec) async throws -> NetworkPlan

    /// Connects the network namespace of `process` as planned for `handle`.
    ///
    /// Either everything is in place when this returns, or nothing is, but for what `detach` removes.
    func attach(_ handle: Handle, to process: PID) async throws

    /// Takes a container's network up again that an earlier server made.
    func restore(_ handle: Handle) async throws -> NetworkAddresses

    /// Removes what `prepare` and `attach` made. Succeeds when there is nothing to remove.
    func detach(_ handle: Handle) async throws

    /// Removes what bears this server's tag and belongs to none of `handles`; with none, the common part too.
    func sweep(keeping handles: Set<Handle>) async throws
}

/// What a client asked of a container's network.
public struct NetworkSpec: Sendable, Hashable {
    /// `a.b.c.d/n`, or empty: the networker chooses.
    public var request: String
    /// The container's folder in the depot, which exists.
    public var folder: FilePath
    /// Who owns the files the container sees.
    public var owner: FileOwner

    /// A request.
    public init(request: String = "", folder: FilePath, owner: FileOwner = .root) {
        (self.request, self.folder, self.owner) = (request, folder, owner)
    }
}

/// What was decided about a container's network.
public struct NetworkPlan: Sendable, Hashable {
    /// The addresses it will have.
    public var addresses: NetworkAddresses
    /// Files to show inside: hosts and resolv.conf.
    public var mounts: [BindMount]

    /// A plan.
    public init(addresses: NetworkAddresses, mounts: [BindMount] = []) {
        (self.addresses, self.mounts) = (addresses, mounts)
    }
}

/// A container's addresses, as text; empty when it has none.
public struct NetworkAddresses: Sendable, Hashable {
    /// The container's own.
    public var container: String
    /// The host's on the container's network: its gateway.
    public var host: String
    /// The one that forwarded ports are reached at.
    public var external: String

    /// Addresses.
    public init(container: String = "", host: String = "", external: String = "") {
        (self.container, self.host, self.external) = (container, host, external)
    }
}
