import Linux
public import SystemPackage

/// Which hierarchies of cgroups a host has, and where.
public struct CgroupLayout: Sendable, Hashable {
    /// How version 1 and 2 share the controllers.
    public enum Kind: Sendable {
        /// Version 1 alone.
        case legacy
        /// Version 1 for the controllers that limit, beside a version 2 hierarchy.
        case hybrid
        /// Version 2 alone.
        case unified
    }

    /// How version 1 and 2 share the controllers.
    public let kind: Kind
    /// The hierarchies, in the order in which the kernel lists them.
    public let hierarchies: [CgroupHierarchy]

    /// Reads the layout from what the kernel says, without looking at anything else.
    ///
    /// - Parameters:
    ///   - mountInfo: /proc/self/mountinfo.
    ///   - ownCgroups: /proc/self/cgroup. Only hierarchies in both are usable.
    ///   - unifiedControllers: cgroup.controllers of the version 2 mount point that is given; nil when it has none.
    ///   - root: put in front of every mount point.
    public init<Failure: Error>(
        mountInfo: String, ownCgroups: String, root: FilePath = "/",
        unifiedControllers: (FilePath) throws(Failure) -> String?
    ) throws(Failure) {
        try self.init(Array(mountInfo.utf8), Array(ownCgroups.utf8), root: root, unifiedControllers)
    }

    private init<Failure: Error>(
        _ mountInfo: [UInt8], _ ownCgroups: [UInt8], root: FilePath,
        _ unifiedControllers: (FilePath) throws(Failure) -> String?
    ) throws(Failure) {
        let mounts = CgroupMount.visible(in: mountInfo)
        var hierarchies: [CgroupHierarchy] = []
        for line in String(decoding: ownCgroups, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            let names = fields[1].split(separator: ",")
            let isVersionTwo = names.isEmpty
            let mount = mounts.first { $0.isVersionTwo == isVersionTwo && names.allSatisfy($0.has) }
            guard let mount else { continue }
            let mountPoint = root.pushing(FilePath(String(mount.mountPoint.drop { $0 == "/" })))
            var controllers = Set(names.map { String($0) })
            if isVersionTwo, let text = try unifiedControllers(mountPoint) {
                controllers = Set(text.split(whereSeparator: \.isWhitespace).map { String($0) })
            }
            hierarchies.append(
                CgroupHierarchy(
                    isVersionTwo ? .two : .one, controllers, mountPoint: mountPoint, mountRoot: mount.root,
                    ownPath: String(fields[2])))
        }
        self.init(hierarchies)
    }

    init(_ hierarchies: [CgroupHierarchy]) {
        self.hierarchies = hierarchies
        let versions = Set(hierarchies.map(\.version))
        kind = !versions.contains(.two) ? .legacy : versions.contains(.one) ? .hybrid : .unified
    }

    /// The layout of this host, as the caller's mount and cgroup namespaces show it.
    public static func detect() throws(CgroupError) -> CgroupLayout {
        try CgroupLayout(
            ControlFile(path: "/proc/self/mountinfo").bytes(), ControlFile(path: "/proc/self/cgroup").bytes(), root: "/"
        ) { mountPoint throws(CgroupError) in
            try ControlFolder(path: mountPoint)["cgroup.controllers"].textIfThere()
        }
    }

    /// The hierarchy whose files of `controller` set limits and count.
    ///
    /// In a hybrid layout that is never the version 2 one: controllers are handed down in it only by whom the host
    /// belongs to.
    public func hierarchy(of controller: String) -> CgroupHierarchy? {
        let version: CgroupHierarchy.Version = kind == .unified ? .two : .one
        return hierarchies.first { $0.version == version && $0.controllers.contains(controller) }
    }
}
