import Linux
import SystemPackage

extension RootFSBuilder {
    /// Shows a tree of the host.
    ///
    /// - Parameter outside: the tree as the host's rights opened it; stays open.
    func bind(_ mount: MountConfiguration, outside: FileDescriptor?) throws(MountRefusal) {
        let own = try Self.kernel { () throws(LinuxError) in try ownTree(mount, like: outside) }
        defer { own?.closeIgnoringErrors() }
        guard let tree = own ?? outside else {
            throw .system(.failed(operation: "open", subject: mount.source, errno: .badFileDescriptor))
        }
        try restrict(tree, mount)
        let isFolder = { () throws(LinuxError) in try FileStatus.of(tree).isDirectory }
        try onPlace(of: mount, .tree(tree), isFolder: isFolder) { place throws(LinuxError) in
            try attach(tree, at: place)
            try spread(mount, tree)
        }
    }

    /// In a user namespace a tree of this namespace's own: its mounts keep what may not be taken from them, whereas those of
    /// the tree from outside could be made writable by the container's root.
    ///
    /// - Returns: nil where the tree from outside is to be taken: its owners are mapped, or nothing else reaches it.
    private func ownTree(
        _ mount: MountConfiguration, like outside: FileDescriptor?
    ) throws(LinuxError) -> FileDescriptor? {
        if outside != nil, !hasUserNamespace || mount.idMapping != nil { return nil }
        let tree: FileDescriptor
        do throws(LinuxError) {
            tree = try Mounts.cloneTree(FilePath(mount.source), recursive: mount.flags.contains(.recursive))
        } catch {
            if outside == nil { throw error }
            return nil
        }
        do throws(LinuxError) {
            guard let outside else { return tree }
            let (found, expected) = (try FileStatus.of(tree), try FileStatus.of(outside))
            if found.inode == expected.inode, found.device == expected.device { return tree }
        } catch {
            tree.closeIgnoringErrors()
            throw error
        }
        tree.closeIgnoringErrors()
        return nil
    }

    /// Gives the mount its flags. Without any, it keeps those of the source.
    func restrict(_ tree: FileDescriptor, _ mount: MountConfiguration) throws(MountRefusal) {
        let said = mount.flags.subtracting([.bind, .recursive])
        if said.isEmpty, mount.clearedFlags.isEmpty { return }
        let exact = MountChange.exact(mount)
        if !hasUserNamespace {
            do throws(LinuxError) {
                return try Mounts.change(tree, exact)
            } catch {
                guard error.errno == .notPermitted else { throw .system(error) }
            }
        }
        // What the source's mount forbids stays so, and is not to be asked for otherwise.
        let flags = try Self.kernel { () throws(LinuxError) in try Mounts.flags(of: tree) }
        let locked = MountFlags(rawValue: UInt(flags.rawValue)).intersection(.restrictions)
        guard locked.isDisjoint(with: mount.clearedFlags) else { throw .lockedFlags }
        try Self.kernel { () throws(LinuxError) in try Mounts.change(tree, .additional(mount)) }
    }
}
