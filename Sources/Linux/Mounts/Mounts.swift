import CGuardian
public import SystemPackage

/// Mounts, by the kernel's descriptor-based interface.
///
/// What is mounted appears in this program's mount namespace, and wherever that propagates to. A tree is a mount that
/// is attached nowhere; it lives as long as its descriptor and whatever was made of it.
public enum Mounts {
    /// A tree that shows the folder at `path`; what is mounted below is left out unless `recursive`.
    ///
    /// - Returns: a close-on-exec descriptor, owned by the caller.
    public static func cloneTree(_ path: FilePath, recursive: Bool = false) throws(LinuxError) -> FileDescriptor {
        let answer = path.withPlatformString { cg_clone_tree($0, recursive ? 1 : 0) }
        return FileDescriptor(rawValue: try SystemCall.check("clone the mount of", path.string, answer))
    }

    /// Makes every owner in a tree appear as `userNamespace` maps it (mount_setattr(2), MOUNT_ATTR_IDMAP).
    /// Errno `.invalidArgument`: the file system cannot do it.
    public static func idMap(_ tree: FileDescriptor, userNamespace: FileDescriptor) throws(LinuxError) {
        try SystemCall.check("map the ids of", "a mount", cg_id_map(tree.rawValue, userNamespace.rawValue))
    }

    /// Puts a tree at `target`. The descriptor stays the caller's and may be closed.
    public static func attach(_ tree: FileDescriptor, at target: FilePath) throws(LinuxError) {
        let answer = target.withPlatformString { cg_attach(tree.rawValue, $0) }
        try SystemCall.check("mount at", target.string, answer)
    }

    /// Makes `source` visible at `target` too; what is mounted below is left out unless `recursive`.
    public static func bind(
        _ source: FilePath, at target: FilePath, recursive: Bool = false
    ) throws(LinuxError) {
        let tree = try cloneTree(source, recursive: recursive)
        defer { tree.closeIgnoringErrors() }
        try attach(tree, at: target)
    }

    /// Takes off all that is mounted at `path`; nothing mounted, or nothing there, is fine.
    ///
    /// - Parameter lazily: succeed at once although it is in use; it then lives on, unseen, while it is used.
    public static func unmount(_ path: FilePath, lazily: Bool = false) throws(LinuxError) {
        while try isMountPoint(path) {
            let answer = path.withPlatformString { cg_unmount($0, lazily ? 1 : 0) }
            // Somebody else may have been quicker.
            if answer == -Errno.invalidArgument.rawValue, try !isMountPoint(path) { return }
            try SystemCall.check("unmount", path.string, answer)
        }
    }

    /// Whether something is mounted at `path`; no when there is nothing at all.
    public static func isMountPoint(_ path: FilePath) throws(LinuxError) -> Bool {
        let answer = path.withPlatformString { cg_is_mount_point($0) }
        let absent: [Errno] = [.noSuchFileOrDirectory, .notDirectory]
        if absent.contains(where: { $0.rawValue == -answer }) { return false }
        return try SystemCall.check("look at", path.string, answer) == 1
    }
}
