import Glibc
import Linux
import SystemPackage

/// Notices that something is made in a folder (inotify(7)).
enum NewNames {
    /// A descriptor that is readable from the first on; the caller's.
    static func watch(_ folder: FilePath) throws -> FileDescriptor {
        let number = inotify_init1(Int32(IN_CLOEXEC))
        guard number >= 0, folder.withPlatformString({ inotify_add_watch(number, $0, UInt32(IN_CREATE)) }) >= 0 else {
            throw Errno(rawValue: errno)
        }
        return FileDescriptor(rawValue: number)
    }
}
