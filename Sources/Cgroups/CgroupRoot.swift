/// The cgroups of one server: `/guardian`, or `/guardian-<tag>`, in every hierarchy.
public struct CgroupRoot: Sendable, Hashable {
    /// The cgroup all others are below.
    public let tree: CgroupTree

    /// The cgroups of the server with `tag`, which tells servers on one host apart. Touches nothing.
    ///
    /// - Throws: `CgroupError.unusablePath` for a tag that cannot be part of a name.
    public init(tag: String? = nil, in layout: CgroupLayout) throws(CgroupError) {
        let name = tag.map { "guardian-" + $0 } ?? "guardian"
        guard !name.contains("/") else { throw .unusablePath(name) }
        tree = try CgroupTree("/" + name, in: layout)
    }

    /// Makes the cgroups that containers and trackers are put into. Nothing is mounted, and no cgroup of others
    /// changes, but that in a unified layout the host's root hands its controllers down.
    public func prepare() throws(CgroupError) {
        try containers().create()
        try trackers().create()
    }

    /// Checks that `prepare` was done, by whomever, and touches nothing.
    ///
    /// - Throws: `CgroupError.notPrepared`.
    public func checkPrepared() throws(CgroupError) {
        for parent in [try containers(), try trackers()] {
            for (_, folder) in parent.folders where try folder.childNames() == nil {
                throw .notPrepared(path: folder.path)
            }
            guard try parent.hasNeededControllers() else { throw .notPrepared(path: parent.paths[0]) }
        }
    }

    /// The cgroup that a container's runtime makes, and all processes of the container are in.
    public func container(_ id: String) throws(CgroupError) -> CgroupTree { try containers().child(id) }

    /// The cgroup of a container's tracker, which lives longer than the container's.
    public func tracker(_ id: String) throws(CgroupError) -> CgroupTree { try trackers().child(id) }

    /// The parent of all containers' cgroups.
    public func containers() throws(CgroupError) -> CgroupTree { try tree.child("containers") }

    /// The parent of all trackers' cgroups.
    public func trackers() throws(CgroupError) -> CgroupTree { try tree.child("trackers") }
}
