import CGuardian
public import SystemPackage

/// A type of file system by its number (statfs(2), linux/magic.h).
public struct FileSystemKind: RawRepresentable, Hashable, Sendable {
    /// The number.
    public let rawValue: UInt32
    /// A number of the kernel.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// /proc.
    public static let proc = FileSystemKind(rawValue: 0x9FA0)
    /// /sys.
    public static let sysfs = FileSystemKind(rawValue: 0x6265_6572)
    /// Version 2 cgroups.
    public static let cgroup2 = FileSystemKind(rawValue: 0x6367_7270)
    /// Version 1 cgroups.
    public static let cgroup = FileSystemKind(rawValue: 0x0027_E0EB)
    /// tmpfs, and devtmpfs.
    public static let tmpfs = FileSystemKind(rawValue: 0x0102_1994)
    /// Pseudo terminals.
    public static let devpts = FileSystemKind(rawValue: 0x1CD1)
    /// POSIX message queues.
    public static let mqueue = FileSystemKind(rawValue: 0x1980_0202)
    /// Overlays.
    public static let overlay = FileSystemKind(rawValue: 0x794C_7630)
    /// Namespaces' files.
    public static let nsfs = FileSystemKind(rawValue: 0x6E73_6673)

    /// The type of what an open file is on.
    public static func of(_ file: FileDescriptor) throws(LinuxError) -> FileSystemKind {
        let answer = cg_file_system_magic(file.rawValue)
        let number = try SystemCall.check("look at the file system of", "descriptor \(file.rawValue)", answer)
        return FileSystemKind(rawValue: UInt32(truncatingIfNeeded: number))
    }
}
