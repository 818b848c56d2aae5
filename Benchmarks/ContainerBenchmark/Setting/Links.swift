import Glibc
import Linux
import SystemPackage

extension Setting {
    /// Makes a symbolic link.
    static func link(_ target: String, at path: FilePath) throws {
        guard symlink(target, path.string) == 0 else { throw Errno(rawValue: errno) }
    }
}
