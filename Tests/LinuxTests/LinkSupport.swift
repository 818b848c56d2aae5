import Glibc
import Linux
import SystemPackage

/// Whether this program may do what only root may.
let isRoot = geteuid() == 0

/// Makes a symbolic link at `path` that says `target`.
func link(_ target: String, at path: FilePath) throws {
    guard symlink(target, path.string) == 0 else { throw Errno(rawValue: errno) }
}

/// What a symbolic link says.
func linkTarget(_ path: String) throws -> String {
    var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    guard readlink(path, &text, Int(PATH_MAX)) >= 0 else { throw Errno(rawValue: errno) }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// The status of a file, not of what a link leads to.
func status(of path: FilePath) throws -> stat {
    var status = stat()
    guard path.withPlatformString({ lstat($0, &status) }) == 0 else { throw Errno(rawValue: errno) }
    return status
}

/// A file's owner.
func owner(of path: FilePath) -> FileOwner? {
    do {
        let status = try status(of: path)
        return FileOwner(user: status.st_uid, group: status.st_gid)
    } catch {
        return nil
    }
}
