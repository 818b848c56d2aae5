/// One mount(2).
public struct MountRequest: Hashable, Sendable {
    /// MS_…, mount(2).
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The kernel's bits.
        public let rawValue: UInt64
        /// Bits of the kernel.
        public init(rawValue: UInt64) { self.rawValue = rawValue }

        /// MS_RDONLY.
        public static let readOnly = Flags(rawValue: 1 << 0)
        /// MS_NOSUID.
        public static let noSetID = Flags(rawValue: 1 << 1)
        /// MS_NODEV.
        public static let noDevices = Flags(rawValue: 1 << 2)
        /// MS_NOEXEC.
        public static let noExecution = Flags(rawValue: 1 << 3)
        /// MS_SYNCHRONOUS.
        public static let synchronous = Flags(rawValue: 1 << 4)
        /// MS_REMOUNT: changes the mount that is there. With `bind`: its flags only, not the file system's.
        public static let remount = Flags(rawValue: 1 << 5)
        /// MS_MANDLOCK.
        public static let mandatoryLocks = Flags(rawValue: 1 << 6)
        /// MS_DIRSYNC.
        public static let synchronousFolders = Flags(rawValue: 1 << 7)
        /// MS_NOSYMFOLLOW.
        public static let noLinks = Flags(rawValue: 1 << 8)
        /// MS_NOATIME.
        public static let noAccessTime = Flags(rawValue: 1 << 10)
        /// MS_NODIRATIME.
        public static let noFolderAccessTime = Flags(rawValue: 1 << 11)
        /// MS_BIND.
        public static let bind = Flags(rawValue: 1 << 12)
        /// MS_MOVE.
        public static let move = Flags(rawValue: 1 << 13)
        /// MS_REC.
        public static let recursive = Flags(rawValue: 1 << 14)
        /// MS_SILENT.
        public static let silent = Flags(rawValue: 1 << 15)
        /// MS_RELATIME.
        public static let relativeAccessTime = Flags(rawValue: 1 << 21)
        /// MS_I_VERSION.
        public static let inodeVersion = Flags(rawValue: 1 << 23)
        /// MS_STRICTATIME.
        public static let strictAccessTime = Flags(rawValue: 1 << 24)
        /// MS_LAZYTIME.
        public static let lazyTime = Flags(rawValue: 1 << 25)
    }

    /// What is mounted: a device, a folder for `bind`, or whatever the type makes of it.
    public var source: String?
    /// The file system's type.
    public var type: String?
    /// MS_…
    public var flags: Flags
    /// Options of the file system, divided by commas.
    public var data: String?

    /// A mount.
    public init(source: String? = nil, type: String? = nil, flags: Flags = [], data: String? = nil) {
        (self.source, self.type, self.flags, self.data) = (source, type, flags, data)
    }
}
