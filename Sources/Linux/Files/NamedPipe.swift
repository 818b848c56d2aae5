import CGuardian
import Glibc
public import SystemPackage

/// Pipes with a name in a folder (fifo(7)).
public enum NamedPipe {
    /// Makes one with exactly this mode and owner.
    ///
    /// - Returns: a close-on-exec descriptor of the place, owned by the caller, that opens neither end.
    public static func make(
        _ path: FilePath, mode: FilePermissions, owner: FileOwner
    ) throws(LinuxError) -> FileDescriptor {
        let answer = path.withPlatformString {
            cg_make_node(AT_FDCWD, $0, S_IFIFO | mode.rawValue, 0, owner.user, owner.group)
        }
        return FileDescriptor(rawValue: try SystemCall.check("make named pipe", path.string, answer))
    }

    /// Opens one as a place only, not following a link; owned by the caller.
    public static func openPlace(_ path: FilePath) throws(LinuxError) -> FileDescriptor {
        try Files.open(path, Int32(CG_O_PATH) | O_NOFOLLOW)
    }

    /// Opens the end to read from, at once, whether or not somebody writes. Close-on-exec, non-blocking, the caller's.
    public static func openForReading(_ path: FilePath) throws(LinuxError) -> FileDescriptor {
        try Files.open(path, O_RDONLY | O_NONBLOCK)
    }

    /// Opens the end to write to of the pipe behind `place`, by /proc/self/fd, and waits until somebody opens the other
    /// end. It works where the pipe's folder cannot be reached any more. Close-on-exec, the caller's.
    public static func openForWriting(_ place: FileDescriptor) throws(LinuxError) -> FileDescriptor {
        let answer = cg_reopen_with(place.rawValue, O_WRONLY)
        return FileDescriptor(rawValue: try SystemCall.check("open", "named pipe \(place.rawValue)", answer))
    }
}
