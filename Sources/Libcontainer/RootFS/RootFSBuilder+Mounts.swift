import Linux
import SystemPackage

extension RootFSBuilder {
    /// Mounts what the configuration has at an index.
    mutating func mount(_ index: Int) throws(LibcontainerError) {
        let mount = configuration.mounts[index]
        do throws(MountRefusal) {
            switch mount.fileSystemType {
            case _ where mount.flags.contains(.remount): try remount(mount)
            case _ where mount.isBind: try bind(mount, outside: sources.trees[index])
            case "cgroup": try mountCgroups(mount)
            case "cgroup2": try mountUnifiedCgroup(mount)
            case "proc", "sysfs", "mqueue": try mountWithFallback(mount)
            default: try mountNew(NewFileSystem(mount, label: configuration.mountLabel), mount)
            }
        } catch {
            throw .rootFS(.mount(source: mount.source, destination: mount.destination, error))
        }
    }

    /// Resolves the place of a mount, makes sure that it may be covered, and closes it when the body is done.
    func onPlace<Value>(
        of mount: MountConfiguration, _ subject: ProcRule.Subject, isFolder: () throws(LinuxError) -> Bool = { true },
        _ body: (MountPlace) throws(LinuxError) -> Value
    ) throws(MountRefusal) -> Value {
        let place = try Self.kernel { () throws(LinuxError) in
            // /proc and /sys behind a link would be where nobody looks for them (CVE-2019-19921).
            let followsLast = mount.fileSystemType != "proc" && mount.fileSystemType != "sysfs"
            return try self.place(for: mount.destination, followsLast: followsLast, isFolder: isFolder)
        }
        defer { place.descriptor.closeIgnoringErrors() }
        try ProcRule.check(place, subject)
        return try Self.kernel { () throws(LinuxError) in try body(place) }
    }

    /// Puts a tree at a place and makes sure that it is there.
    func attach(_ tree: FileDescriptor, at place: MountPlace) throws(LinuxError) {
        do throws(LinuxError) {
            try Mounts.attach(tree, on: place.descriptor)
        } catch {
            let areFolders = (try FileStatus.of(tree).isDirectory, try FileStatus.of(place.descriptor).isDirectory)
            guard error.errno == .invalidArgument, areFolders.0 != areFolders.1 else { throw error }
            // What mount(2) would say, and callers of runc look for.
            throw .failed(operation: "mount on", subject: place.path.string, errno: .notDirectory)
        }
        try verify(tree, at: place)
    }

    /// What can only be said of a mount, or of a whole tree, that is in place.
    func spread(_ mount: MountConfiguration, _ tree: FileDescriptor) throws(LinuxError) {
        for flags in mount.propagation {
            guard let spreading = flags.spreading else { continue }
            try Mounts.change(tree, MountChange(propagation: spreading), recursive: flags.contains(.recursive))
        }
        guard let attributes = mount.recursiveAttributes else { return }
        let change = MountChange(
            set: .init(rawValue: attributes.set.rawValue), clear: .init(rawValue: attributes.cleared.rawValue))
        try Mounts.change(tree, change, recursive: true)
    }

    /// Changes what is mounted already.
    private func remount(_ mount: MountConfiguration) throws(MountRefusal) {
        try onPlace(of: mount, .other) { place throws(LinuxError) in
            var request = MountRequest(flags: .init(rawValue: UInt64(mount.flags.rawValue)))
            if !mount.data.isEmpty { request.data = mount.data }
            try Mounts.mount(request, on: place.descriptor)
        }
    }

    static func kernel<Value>(_ body: () throws(LinuxError) -> Value) throws(MountRefusal) -> Value {
        do {
            return try body()
        } catch {
            throw .system(error)
        }
    }
}
