import SystemPackage

/// Which cgroups below a container's a process is to be in, for each controller.
struct SubgroupPaths {
    private let parts: [String: [Substring]]

    /// - Parameter paths: by controller; `""` stands for all. A `/` in front is the container's own.
    init(_ paths: [String: String], in layout: CgroupLayout) throws(CgroupError) {
        var parts: [String: [Substring]] = [:]
        for (controller, path) in paths {
            let isKnown = controller.isEmpty || layout.hierarchies.contains { $0.controllers.contains(controller) }
            guard isKnown else { throw .unusableSubgroup("unknown controller \(controller)") }
            parts[controller] = try Self.parts(of: path)
        }
        self.parts = parts
    }

    func folder(of hierarchy: CgroupHierarchy, in folder: ControlFolder) -> ControlFolder {
        if parts.isEmpty { return folder }
        let own = hierarchy.controllers.sorted().lazy.compactMap { parts[$0] }.first
        guard let way = own ?? parts[""] else { return folder }
        return ControlFolder(path: way.reduce(folder.path) { $0.appending(String($1)) })
    }

    private static func parts(of path: String) throws(CgroupError) -> [Substring] {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if parts.popLast() == nil {
                throw .unusableSubgroup("\(path) is not a sub cgroup path")
            }
        }
        return parts
    }
}
