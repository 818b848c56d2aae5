/// What is not possible through a mount (MOUNT_ATTR_…, mount_setattr(2)).
public struct MountAttributes: OptionSet, Hashable, Sendable {
    /// The kernel's bits.
    public let rawValue: UInt64
    /// Bits of the kernel.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// MOUNT_ATTR_RDONLY.
    public static let readOnly = MountAttributes(rawValue: 0x1)
    /// MOUNT_ATTR_NOSUID.
    public static let noSetID = MountAttributes(rawValue: 0x2)
    /// MOUNT_ATTR_NODEV.
    public static let noDevices = MountAttributes(rawValue: 0x4)
    /// MOUNT_ATTR_NOEXEC.
    public static let noExecution = MountAttributes(rawValue: 0x8)
    /// MOUNT_ATTR_NOATIME. To set one of the three about access times, `accessTimeMask` must be cleared as well.
    public static let noAccessTime = MountAttributes(rawValue: 0x10)
    /// MOUNT_ATTR_STRICTATIME.
    public static let strictAccessTime = MountAttributes(rawValue: 0x20)
    /// MOUNT_ATTR__ATIME: all bits about access times; none of them set is MOUNT_ATTR_RELATIME.
    public static let accessTimeMask = MountAttributes(rawValue: 0x70)
    /// MOUNT_ATTR_NODIRATIME.
    public static let noFolderAccessTime = MountAttributes(rawValue: 0x80)
    /// MOUNT_ATTR_NOSYMFOLLOW, since Linux 5.14.
    public static let noLinks = MountAttributes(rawValue: 0x20_0000)
}
