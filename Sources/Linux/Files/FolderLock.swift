import Glibc
public import SystemPackage

/// A lock on a folder (flock(2)), for whoever is about to remove it. A process that ends loses its locks.
public struct FolderLock {
    private let descriptor: FileDescriptor

    /// Takes the lock, and waits for it as long as somebody else holds it.
    ///
    /// - Throws: errno `.noSuchFileOrDirectory` when there is no such folder, also when it was removed meanwhile.
    public init(_ folder: FilePath) throws(LinuxError) {
        descriptor = try Files.open(folder, O_RDONLY | O_DIRECTORY)
        do throws(LinuxError) {
            var answer: Int32
            repeat { answer = flock(descriptor.rawValue, LOCK_EX) } while answer != 0 && errno == EINTR
            guard answer == 0 else {
                throw .failed(operation: "lock", subject: folder.string, errno: Errno(rawValue: errno))
            }
            let (held, found) = (try FileStatus.of(descriptor), try FileStatus.of(folder))
            guard held.inode == found.inode, held.device == found.device else {
                throw .failed(operation: "lock", subject: folder.string, errno: .noSuchFileOrDirectory)
            }
        } catch {
            descriptor.closeIgnoringErrors()
            throw error
        }
    }

    /// Gives it back.
    public func release() { descriptor.closeIgnoringErrors() }
}
