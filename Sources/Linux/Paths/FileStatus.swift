import Glibc
public import SystemPackage

/// What a file is, without what is in it (stat(2)).
public struct FileStatus: Hashable, Sendable {
    /// Whether it is a folder.
    public var isDirectory: Bool
    /// Whether it is an ordinary file: no folder, pipe, device or socket.
    public var isRegularFile: Bool
    /// What kind of file it is.
    public var type: FileType
    /// The device that a device node stands for; 0 for what is none.
    public var represented: DeviceNumber
    /// How many bytes it has, for an ordinary file.
    public var size: Int64
    /// The permission bits, set-id and sticky bits among them.
    public var mode: FilePermissions
    /// Whose it is.
    public var owner: FileOwner
    /// The number of the device that its file system is on.
    public var device: UInt64
    /// Its number on that device.
    public var inode: UInt64
    /// When it was changed last: seconds since 1970.
    public var modifiedSeconds: Int
    /// When it was changed last: nanoseconds of the second.
    public var modifiedNanoseconds: Int

    /// The status of what is at `path`, or of what a link there leads to.
    public static func of(_ path: FilePath) throws(LinuxError) -> FileStatus {
        var raw = stat()
        try SystemCall.run("look at", path.string) { path.withPlatformString { stat($0, &raw) } }
        return FileStatus(raw)
    }

    /// The status of an open file.
    public static func of(_ file: FileDescriptor) throws(LinuxError) -> FileStatus {
        var raw = stat()
        try SystemCall.run("look at", "descriptor \(file.rawValue)") { fstat(file.rawValue, &raw) }
        return FileStatus(raw)
    }

    private init(_ raw: stat) {
        isDirectory = raw.st_mode & S_IFMT == S_IFDIR
        isRegularFile = raw.st_mode & S_IFMT == S_IFREG
        type = FileType(rawValue: raw.st_mode & S_IFMT) ?? .regular
        let isDevice = type == .characterDevice || type == .blockDevice
        represented = DeviceNumber(kernel: isDevice ? raw.st_rdev : 0)
        size = Int64(raw.st_size)
        mode = FilePermissions(rawValue: raw.st_mode & 0o7777)
        owner = FileOwner(user: raw.st_uid, group: raw.st_gid)
        (device, inode) = (UInt64(raw.st_dev), UInt64(raw.st_ino))
        (modifiedSeconds, modifiedNanoseconds) = (raw.st_mtim.tv_sec, raw.st_mtim.tv_nsec)
    }
}
