import CGuardian
import Glibc
import Linux
import SystemPackage

extension ContainerEntry {
    /// Opens a folder of the container as a place to unpack into; the caller's. If it is missing it is made with its
    /// parents, 0755 and the user's; what is there stays as it is.
    static func destination(_ path: FilePath, of user: ResolvedUser) throws(ArchiveError) -> FileDescriptor {
        do {
            let owner = FileOwner(user: user.uid, group: user.gid)
            let root = try RootDirectory("/")
            try root.makeDirectories(path, owner: owner, mode: FilePermissions(rawValue: 0o755))
        } catch {
            guard let errno = error.errno else { throw .entering("\(error)") }
            throw .failed(path: path.string, errno: errno)
        }
        let flags = Int32(CG_O_PATH) | O_DIRECTORY | O_CLOEXEC
        let number = try Call.run(path.string) { path.withPlatformString { open($0, flags) } }
        return FileDescriptor(rawValue: number)
    }
}
