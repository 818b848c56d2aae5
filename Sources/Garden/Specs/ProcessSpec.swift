/// What a client asks for when it runs a process.
public struct ProcessSpec: Sendable, Hashable {
    /// The name it is to have, unchecked; empty: the server makes one.
    public var id = ""
    /// The program.
    public var path = ""
    /// Its arguments, without the program's own name.
    public var arguments: [String] = []
    /// `NAME=value`, on top of the container's.
    public var environment: [String] = []
    /// Its working directory; empty: the user's home.
    public var directory = ""
    /// Who it runs as: a name, `uid`, `uid:gid` or `name:group`; empty: root.
    public var user = ""
    /// Its resource limits.
    public var resourceLimits = ResourceLimits()
    /// Limits of its own instead of the container's; only with `image`.
    public var overrideLimits: ProcessLimits?
    /// A terminal; nil: pipes.
    public var terminal: TerminalSpec?
    /// A root file system of its own.
    public var image = ImageReference()
    /// Files and folders to show inside; only with `image`.
    public var bindMounts: [BindMount] = []

    /// A request with every value left to the server.
    public init(path: String = "", arguments: [String] = []) {
        (self.path, self.arguments) = (path, arguments)
    }
}

/// Limits of a process's own.
public struct ProcessLimits: Sendable, Hashable {
    /// Processor time.
    public var cpu = CPULimits()
    /// Memory.
    public var memory = MemoryLimits()

    /// No limit.
    public init() {}
}

/// A terminal for a process.
public struct TerminalSpec: Sendable, Hashable {
    /// Its size; nil: the server's default.
    public var windowSize: WindowSize?
    /// A terminal.
    public init(windowSize: WindowSize? = nil) { self.windowSize = windowSize }
}

/// A terminal's size in characters.
public struct WindowSize: Sendable, Hashable {
    /// The width.
    public var columns: UInt16
    /// The height.
    public var rows: UInt16
    /// A size.
    public init(columns: UInt16, rows: UInt16) { (self.columns, self.rows) = (columns, rows) }
}

/// Resource limits (setrlimit(2)), soft and hard alike; nil: as the server has it.
public struct ResourceLimits: Sendable, Hashable {
    /// The resources the API knows, by their names on the wire.
    public enum Resource: String, Sendable, Hashable, CaseIterable {
        /// RLIMIT_AS, RLIMIT_CORE and so on.
        case `as`, core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss, rtprio, sigpending, stack
    }

    /// The limits that were asked for.
    public var values: [Resource: UInt64] = [:]

    /// No limit.
    public init() {}

    /// The limit of one resource.
    public subscript(resource: Resource) -> UInt64? {
        get { values[resource] }
        set { values[resource] = newValue }
    }
}
