import Glibc
public import SystemPackage

/// Links of the file system, which only tests make.
public enum Links {
    /// Makes a symbolic link at `path` that says `target`.
    public static func symbolic(to target: String, at path: FilePath) throws {
        guard symlink(target, path.string) == 0 else { throw Errno(rawValue: errno) }
    }
}
