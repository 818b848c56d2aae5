/// What is known about a container.
public struct ContainerInfo: Sendable, Hashable {
    /// Whether its processes run.
    public enum State: String, Sendable, Hashable {
        /// They can.
        case active
        /// It was stopped, or its init is gone.
        case stopped
        /// Nobody knows: what stands in place of an info that could not be had.
        case unknown = ""
    }

    /// Whether its processes run.
    public var state = State.active
    /// What happened to it, in order: `Out of memory`, for one.
    public var events: [String] = []
    /// The host's address on the container's network.
    public var hostIP = ""
    /// The container's address.
    public var containerIP = ""
    /// The container's IPv6 address.
    public var containerIPv6 = ""
    /// The address that forwarded ports are reached at.
    public var externalIP = ""
    /// Its folder on the host.
    public var containerPath = ""
    /// Its processes.
    public var processIDs: [String] = []
    /// Its properties.
    public var properties: [String: String] = [:]
    /// Its forwarded ports.
    public var mappedPorts: [PortForwarding] = []

    /// Nothing known.
    public init() {}
}

/// What a host can hold.
public struct Capacity: Sendable, Hashable {
    /// Memory, bytes.
    public var memoryInBytes: UInt64 = 0
    /// The volume that holds the images, bytes.
    public var diskInBytes: UInt64 = 0
    /// The part of it that containers can use, bytes.
    public var schedulableDiskInBytes: UInt64 = 0
    /// Containers.
    public var maxContainers: UInt64 = 0

    /// Nothing.
    public init() {}
}

/// Properties that containers must have to be listed: all of them, exactly.
public struct PropertyFilter: Sendable, Hashable {
    /// Key and value of each.
    public var properties: [String: String]

    /// A filter; without properties it matches every container.
    public init(_ properties: [String: String] = [:]) { self.properties = properties }
}
