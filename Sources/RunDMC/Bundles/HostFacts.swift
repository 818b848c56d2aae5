public import Cgroups
public import Garden

/// What a bundle depends on that only the host can tell.
public protocol HostFacts: Sendable {
    /// The capabilities that the server can pass on, such as `CAP_CHOWN`.
    var capabilities: Set<String> { get }

    /// Whether there is only the unified cgroup hierarchy.
    var hasUnifiedCgroups: Bool { get }

    /// Whether a filter of system calls holds for traced processes too (Linux 4.8).
    var filtersTracedCalls: Bool { get }

    /// What the kernel adds to the badness of the server, and so of what it starts, when memory is out (proc(5),
    /// oom_score_adj).
    var oomScoreAdjustment: Int { get }

    /// The devices whose I/O can be limited, now: they come and go. None when they cannot be listed.
    func blockDevices() -> [BlockDevice]

    /// The mount options in force where `path` is, that a user namespace may not drop: some of `nodev`, `noexec`,
    /// `nosuid`, `noatime`, `nodiratime`, `relatime`. Empty when `path` cannot be looked at.
    func lockedMountOptions(of path: String) -> [String]

    /// The highest limit on `resource` that a process can be given; nil: any.
    func ceiling(of resource: ResourceLimits.Resource) -> UInt64?
}
