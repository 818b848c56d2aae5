import Glibc
public import SystemPackage

/// Permissions of files.
public enum FileMode {
    /// The permission bits of what is at `path`.
    public static func of(_ path: FilePath) throws -> UInt32 {
        var status = stat()
        guard stat(path.string, &status) == 0 else { throw Errno(rawValue: errno) }
        return status.st_mode & 0o7777
    }
}
