import CGuardian
import Glibc
public import SystemPackage

extension Mounts {
    /// A tree that shows what is behind a descriptor, file or folder (open_tree(2), OPEN_TREE_CLONE); what is mounted
    /// below is left out unless `recursive`.
    ///
    /// - Returns: a close-on-exec descriptor, owned by the caller.
    public static func cloneTree(
        of place: FileDescriptor, recursive: Bool = false
    ) throws(LinuxError) -> FileDescriptor {
        let answer = cg_tree_open(place.rawValue, "", recursive ? 2 : 1, 0)
        let subject = "descriptor \(place.rawValue)"
        return FileDescriptor(rawValue: try SystemCall.check("clone the mount of", subject, answer))
    }

    /// A descriptor of what is on top at a path, a mount's own top if it is a mount point; owned by the caller. Such a
    /// one can be changed (`change`). A link at the end is not followed.
    public static func openTop(_ path: FilePath) throws(LinuxError) -> FileDescriptor {
        let answer = path.withPlatformString { cg_tree_open(AT_FDCWD, $0, 0, 0) }
        return FileDescriptor(rawValue: try SystemCall.check("open the mount of", path.string, answer))
    }

    /// Puts a tree at the very place behind a descriptor (move_mount(2)); both stay the caller's. A folder goes on a
    /// folder, anything else on anything else. Moves a mount that is attached.
    ///
    /// Afterwards the tree's descriptor is of the mount, the other one of what lies below it.
    public static func attach(_ tree: FileDescriptor, on place: FileDescriptor) throws(LinuxError) {
        try SystemCall.check("mount at", "descriptor \(place.rawValue)", cg_tree_attach(tree.rawValue, place.rawValue))
    }

    /// The id of the mount that a descriptor is on, as `MountEntry.id` (statx(2), Linux 5.8).
    public static func id(of file: FileDescriptor) throws(LinuxError) -> Int {
        Int(try SystemCall.check("look at the mount of", "descriptor \(file.rawValue)", cg_mount_id(file.rawValue)))
    }

    /// Whether a descriptor is of the top of a mount (statx(2), STATX_ATTR_MOUNT_ROOT).
    public static func isMountPoint(_ file: FileDescriptor) throws(LinuxError) -> Bool {
        let answer = cg_is_mount_root(file.rawValue)
        return try SystemCall.check("look at", "descriptor \(file.rawValue)", answer) == 1
    }

    /// What mount(2) would call the flags of the mount that a descriptor is on; a bind remount has to repeat those that
    /// a user namespace may not take away: read-only, no set-id, no devices, no execution, access times.
    public static func flags(of file: FileDescriptor) throws(LinuxError) -> MountRequest.Flags {
        let subject = "descriptor \(file.rawValue)"
        let bits = try SystemCall.check("look at the mount of", subject, cg_mount_flags(file.rawValue))
        // statvfs(3) has the same numbers but for two of them.
        var flags = MountRequest.Flags(rawValue: UInt64(bits) & 0xC5F)
        if bits & 0x1000 != 0 { flags.insert(.relativeAccessTime) }
        if bits & 0x2000 != 0 { flags.insert(.noLinks) }
        return flags
    }
}
