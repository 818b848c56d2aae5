/// How something is mounted: the flags of mount(2), by their values in linux/mount.h.
public struct MountFlags: OptionSet, Sendable, Hashable {
    /// The bits, as mount(2) takes them.
    public let rawValue: UInt

    /// Some flags.
    public init(rawValue: UInt) { self.rawValue = rawValue }

    /// MS_RDONLY.
    public static let readOnly = MountFlags(rawValue: 1)
    /// MS_NOSUID.
    public static let noSetID = MountFlags(rawValue: 2)
    /// MS_NODEV.
    public static let noDevices = MountFlags(rawValue: 4)
    /// MS_NOEXEC.
    public static let noExecution = MountFlags(rawValue: 8)
    /// MS_SYNCHRONOUS.
    public static let synchronous = MountFlags(rawValue: 16)
    /// MS_REMOUNT.
    public static let remount = MountFlags(rawValue: 32)
    /// MS_MANDLOCK.
    public static let mandatoryLocks = MountFlags(rawValue: 64)
    /// MS_DIRSYNC.
    public static let synchronousDirectories = MountFlags(rawValue: 128)
    /// MS_NOSYMFOLLOW.
    public static let noLinks = MountFlags(rawValue: 256)
    /// MS_NOATIME.
    public static let noAccessTime = MountFlags(rawValue: 1 << 10)
    /// MS_NODIRATIME.
    public static let noDirectoryAccessTime = MountFlags(rawValue: 1 << 11)
    /// MS_BIND.
    public static let bind = MountFlags(rawValue: 1 << 12)
    /// MS_REC.
    public static let recursive = MountFlags(rawValue: 1 << 14)
    /// MS_SILENT.
    public static let silent = MountFlags(rawValue: 1 << 15)
    /// MS_UNBINDABLE.
    public static let unbindable = MountFlags(rawValue: 1 << 17)
    /// MS_PRIVATE.
    public static let `private` = MountFlags(rawValue: 1 << 18)
    /// MS_SLAVE.
    public static let slave = MountFlags(rawValue: 1 << 19)
    /// MS_SHARED.
    public static let shared = MountFlags(rawValue: 1 << 20)
    /// MS_RELATIME.
    public static let relativeAccessTime = MountFlags(rawValue: 1 << 21)
    /// MS_I_VERSION.
    public static let inodeVersion = MountFlags(rawValue: 1 << 23)
    /// MS_STRICTATIME.
    public static let strictAccessTime = MountFlags(rawValue: 1 << 24)
    /// MS_LAZYTIME.
    public static let lazyTime = MountFlags(rawValue: 1 << 25)
}

/// What runc's mounts can do beside mount(2), by its numbers.
public struct MountExtensions: OptionSet, Sendable, Hashable {
    /// The bits, as runc's state file has them.
    public let rawValue: Int

    /// Some extensions.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// What is in the place before goes into the new tmpfs.
    public static let copyUp = MountExtensions(rawValue: 1)
}
