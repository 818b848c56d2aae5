import Cgroups
import Glibc
import Linux
import SystemPackage

extension RootFSBuilder {
    private static let plain: MountFlags = [.noSetID, .noDevices, .noExecution]
    private static let folderMode = FilePermissions(rawValue: 0o755)

    /// Shows the container's cgroups as the host has its hierarchies: one folder each, or version 2 alone.
    mutating func mountCgroups(_ mount: MountConfiguration) throws(MountRefusal) {
        let layout = try layout()
        if layout.kind == .unified { return try mountUnifiedCgroup(mount, layout) }
        let hierarchies = layout.hierarchies.filter { $0.version == .one }
        guard !hierarchies.isEmpty else { throw .noHierarchy }
        let holder = NewFileSystem(type: "tmpfs", source: "tmpfs", data: "mode=755", flags: Self.plain)
        try onPlace(of: mount, .other) { place throws(LinuxError) in
            guard let folder = try holder.make() else { return }
            defer { folder.closeIgnoringErrors() }
            try attach(folder, at: place)
            for hierarchy in hierarchies { try show(hierarchy, in: folder, mount) }
            try spread(mount, folder)
            if mount.flags.contains(.readOnly) { try Mounts.change(folder, MountChange(set: .readOnly)) }
        }
    }

    /// Shows the one hierarchy of version 2.
    mutating func mountUnifiedCgroup(
        _ mount: MountConfiguration, _ known: CgroupLayout? = nil
    ) throws(MountRefusal) {
        var system = NewFileSystem(mount)
        system.type = "cgroup2"
        do throws(MountRefusal) {
            return try mountNew(system, mount)
        } catch {
            guard error.errno == .notPermitted || error.errno == .resourceBusy else { throw error }
        }
        // A user namespace without a cgroup namespace has no right to one.
        let layout = if let known { known } else { try layout() }
        guard let hierarchy = layout.hierarchies.first(where: { $0.version == .two }) else { throw .noHierarchy }
        var instead = mount
        instead.flags.insert(.bind)
        instead.data = ""
        let hasNamespace = configuration.namespaces.contains(.cgroup)
        instead.source = (hasNamespace ? hierarchy.ownFolder : hierarchy.mountPoint).string
        try bind(instead, outside: nil)
    }

    private func layout() throws(MountRefusal) -> CgroupLayout {
        do throws(CgroupError) {
            return try CgroupLayout.detect()
        } catch {
            throw .cgroup(error)
        }
    }

    /// Shows a hierarchy in a folder of its own name; with a cgroup namespace it looks as if the container's cgroup were its
    /// root, else it is that cgroup.
    private func show(
        _ hierarchy: CgroupHierarchy, in folder: FileDescriptor, _ mount: MountConfiguration
    ) throws(LinuxError) {
        guard let name = hierarchy.mountPoint.lastComponent?.string else { return }
        let flags = Self.plain.union(mount.flags.intersection(.readOnly))
        let tree: FileDescriptor
        if configuration.namespaces.contains(.cgroup) {
            let data = hierarchy.controllers.sorted().joined(separator: ",")
            let system = NewFileSystem(type: "cgroup", source: "cgroup", data: data, flags: flags)
            guard let made = try system.make() else { return }
            tree = made
        } else {
            tree = try Mounts.cloneTree(hierarchy.ownFolder)
        }
        defer { tree.closeIgnoringErrors() }
        if !configuration.namespaces.contains(.cgroup) {
            try Mounts.change(tree, MountChange(set: flags.attributes))
        }
        // Nobody else sees the folder yet.
        let place = try Self.makeFolder(name, in: folder)
        defer { place.closeIgnoringErrors() }
        try Mounts.attach(tree, on: place)
        let parts = name.split(separator: ",")
        guard parts.count > 1 else { return }
        for part in parts { try FolderEntry.makeLink(String(part), to: name, in: folder) }
    }

    private static func makeFolder(_ name: String, in folder: FileDescriptor) throws(LinuxError) -> FileDescriptor {
        if mkdirat(folder.rawValue, name, folderMode.rawValue) != 0, errno != EEXIST {
            throw .failed(operation: "make folder", subject: name, errno: Errno(rawValue: errno))
        }
        let how: Resolution = [.beneath, .noLinks]
        return try how.openPlace(FilePath(name), from: folder)
    }
}
