import CGuardian
import Glibc
public import SystemPackage

/// Names in a folder that is held open; `name` is one part of a path, and nothing is followed.
public enum FolderEntry {
    /// Makes a symbolic link; one that is there already, wherever it leads, is fine and stays (symlinkat(2)). Errno
    /// `.fileExists`: something else has that name.
    public static func makeLink(
        _ name: String, to target: String, in folder: FileDescriptor
    ) throws(LinuxError) {
        if symlinkat(target, folder.rawValue, name) == 0 { return }
        let number = errno
        var status = stat()
        let isLink =
            number == EEXIST && fstatat(folder.rawValue, name, &status, AT_SYMLINK_NOFOLLOW) == 0
            && status.st_mode & S_IFMT == S_IFLNK
        guard !isLink else { return }
        throw .failed(operation: "make link", subject: name, errno: Errno(rawValue: number))
    }

    /// What the link behind a descriptor says, which was opened as a place without following it (readlinkat(2)).
    public static func target(ofLink link: FileDescriptor) throws(LinuxError) -> String {
        var answer = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { buffer, count in
            guard let start = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
            answer = readlinkat(link.rawValue, "", start.assumingMemoryBound(to: CChar.self), buffer.count)
            count = max(answer, 0)
        }
        if answer < 0 {
            let number = errno
            throw .failed(
                operation: "read link", subject: "descriptor \(link.rawValue)", errno: Errno(rawValue: number))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where the file behind a descriptor is, as this process would reach it (proc_pid_fd(5)); it holds as long as nobody
    /// moves it. What cannot be reached has no such path, and one that was removed has ` (deleted)` at its end.
    public static func location(of file: FileDescriptor) throws(LinuxError) -> FilePath {
        try Files.readLink(FilePath("/proc/self/fd/\(file.rawValue)"))
    }

    /// Sets exactly this mode, whatever the umask, of what is behind a descriptor, be it a mere place; not of a link.
    public static func setMode(_ mode: FilePermissions, of file: FileDescriptor) throws(LinuxError) {
        let subject = "descriptor \(file.rawValue)"
        try SystemCall.check("set mode of", subject, cg_set_mode(file.rawValue, mode.rawValue))
    }

    /// Sets the owner of what is behind a descriptor, be it a mere place or a link.
    public static func setOwner(_ owner: FileOwner, of file: FileDescriptor) throws(LinuxError) {
        let subject = "descriptor \(file.rawValue)"
        try SystemCall.check("set owner of", subject, cg_set_owner(file.rawValue, owner.user, owner.group))
    }

    /// Opens again what is behind a descriptor, by /proc/self/fd; close-on-exec, the caller's. O_NONBLOCK keeps a pipe
    /// from making this wait.
    public static func reopen(_ file: FileDescriptor, flags: Int32) throws(LinuxError) -> FileDescriptor {
        let answer = cg_reopen_with(file.rawValue, flags)
        return FileDescriptor(rawValue: try SystemCall.check("open", "descriptor \(file.rawValue) again", answer))
    }
}
