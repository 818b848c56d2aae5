import Cgroups
import ProcessTracker
import SystemPackage

extension MemoryCgroup {
    /// Where the kernel counts the memory of `cgroup`; nil when this host does not.
    init?(of cgroup: CgroupTree) {
        guard let hierarchy = cgroup.layout.hierarchy(of: "memory") else { return nil }
        let path = FilePath(String(cgroup.path.drop { $0 == "/" }))
        self.init(hierarchy.version == .one ? .one : .two, folder: hierarchy.mountPoint.pushing(path))
    }
}
