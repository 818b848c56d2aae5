/// What a container is at the moment, by the specification's names.
public enum ContainerStatus: String, Sendable, Hashable, CaseIterable {
    /// Everything is in place, and its program waits for `start`.
    case created
    /// Its program runs.
    case running
    /// Its processes are frozen.
    case paused
    /// Its init has ended.
    case stopped
}

/// What the kernel says about a container. Its status is never written down.
public struct ContainerFacts: Sendable, Hashable {
    /// When the process with init's number was started, clock ticks since boot; nil when there is none, or when it has
    /// ended and only waits to be reaped.
    public var initStartTime: UInt64?
    /// Whether the pipe is there by which `start` releases init.
    public var hasStartPipe: Bool
    /// Whether the cgroup is frozen.
    public var isFrozen: Bool

    /// Some facts.
    public init(initStartTime: UInt64?, hasStartPipe: Bool, isFrozen: Bool) {
        (self.initStartTime, self.hasStartPipe, self.isFrozen) = (initStartTime, hasStartPipe, isFrozen)
    }
}

extension ContainerStatus {
    /// Decides by the facts.
    ///
    /// - Parameter recorded: when init was started, by the state file; 0 when it never was. A process with init's number
    ///   that was started at another time is somebody else's.
    public init(_ facts: ContainerFacts, initStartTime recorded: UInt64) {
        if facts.isFrozen {
            self = .paused
        } else if recorded == 0 || facts.initStartTime != recorded {
            self = .stopped
        } else {
            self = facts.hasStartPipe ? .created : .running
        }
    }
}
