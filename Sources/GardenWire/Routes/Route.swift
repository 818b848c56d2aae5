/// The calls of the API, by the original's names.
public enum Route: String, Sendable, Hashable, CaseIterable {
    /// Whether the server is able to work.
    case ping = "Ping"
    /// What the host can hold.
    case capacity = "Capacity"
    /// The handles of containers.
    case list = "List"
    /// Makes a container.
    case create = "Create"
    /// What is known about a container.
    case info = "Info"
    /// What is known about several containers.
    case bulkInfo = "BulkInfo"
    /// What several containers use.
    case bulkMetrics = "BulkMetrics"
    /// Destroys a container.
    case destroy = "Destroy"
    /// Ends a container's processes.
    case stop = "Stop"
    /// Unpacks a tar stream in a container.
    case streamIn = "StreamIn"
    /// Packs a container's files to a tar stream.
    case streamOut = "StreamOut"
    /// A container's bandwidth limits.
    case bandwidthLimits = "CurrentBandwidthLimits"
    /// A container's CPU limits.
    case cpuLimits = "CurrentCPULimits"
    /// A container's disk limits.
    case diskLimits = "CurrentDiskLimits"
    /// A container's memory limits.
    case memoryLimits = "CurrentMemoryLimits"
    /// Forwards a port to a container.
    case netIn = "NetIn"
    /// Lets a container reach a destination.
    case netOut = "NetOut"
    /// Lets a container reach several destinations.
    case bulkNetOut = "BulkNetOut"
    /// Starts a process.
    case run = "Run"
    /// Connects to a process that runs.
    case attach = "Attach"
    /// A process's standard output.
    case stdout = "Stdout"
    /// A process's standard error.
    case stderr = "Stderr"
    /// Sets how long a container may be unused.
    case setGraceTime = "SetGraceTime"
    /// A container's properties.
    case properties = "Properties"
    /// One property.
    case property = "Property"
    /// Sets a property.
    case setProperty = "SetProperty"
    /// Removes a property.
    case removeProperty = "RemoveProperty"
    /// What a container uses.
    case metrics = "Metrics"
}

extension Route {
    /// The HTTP method.
    public var method: String { definition.method }

    /// The path, with `:handle`, `:pid`, `:streamid` and `:key` for the parts that vary.
    public var pattern: String { definition.pattern }

    private var definition: (method: String, pattern: String) {
        switch self {
        case .ping: ("GET", "/ping")
        case .capacity: ("GET", "/capacity")
        case .list: ("GET", "/containers")
        case .create: ("POST", "/containers")
        case .info: ("GET", "/containers/:handle/info")
        case .bulkInfo: ("GET", "/containers/bulk_info")
        case .bulkMetrics: ("GET", "/containers/bulk_metrics")
        case .destroy: ("DELETE", "/containers/:handle")
        case .stop: ("PUT", "/containers/:handle/stop")
        case .streamIn: ("PUT", "/containers/:handle/files")
        case .streamOut: ("GET", "/containers/:handle/files")
        case .bandwidthLimits: ("GET", "/containers/:handle/limits/bandwidth")
        case .cpuLimits: ("GET", "/containers/:handle/limits/cpu")
        case .diskLimits: ("GET", "/containers/:handle/limits/disk")
        case .memoryLimits: ("GET", "/containers/:handle/limits/memory")
        case .netIn: ("POST", "/containers/:handle/net/in")
        case .netOut: ("POST", "/containers/:handle/net/out")
        case .bulkNetOut: ("POST", "/containers/:handle/net/out/bulk")
        case .run: ("POST", "/containers/:handle/processes")
        case .attach: ("GET", "/containers/:handle/processes/:pid")
        case .stdout: ("GET", "/containers/:handle/processes/:pid/attaches/:streamid/stdout")
        case .stderr: ("GET", "/containers/:handle/processes/:pid/attaches/:streamid/stderr")
        case .setGraceTime: ("PUT", "/containers/:handle/grace_time")
        case .properties: ("GET", "/containers/:handle/properties")
        case .property: ("GET", "/containers/:handle/properties/:key")
        case .setProperty: ("PUT", "/containers/:handle/properties/:key")
        case .removeProperty: ("DELETE", "/containers/:handle/properties/:key")
        case .metrics: ("GET", "/containers/:handle/metrics")
        }
    }
}
