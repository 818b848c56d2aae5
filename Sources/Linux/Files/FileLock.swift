import Glibc
public import SystemPackage

/// A lock on a file, held as long as this lives (flock(2)). A process that ends, however, loses its locks.
public final class FileLock: Sendable {
    private let descriptor: FileDescriptor

    private init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    deinit { descriptor.closeIgnoringErrors() }

    /// Takes the lock without waiting; the file, mode 0600, is made if need be.
    ///
    /// - Returns: nil when somebody else holds it.
    public static func tryExclusive(_ path: FilePath) throws(LinuxError) -> FileLock? {
        let file = try Files.open(path, O_RDWR | O_CREAT, mode: FilePermissions(rawValue: 0o600))
        if flock(file.rawValue, LOCK_EX | LOCK_NB) == 0 { return FileLock(file) }
        let number = errno
        file.closeIgnoringErrors()
        if number == EWOULDBLOCK { return nil }
        throw .failed(operation: "lock", subject: path.string, errno: Errno(rawValue: number))
    }
}
