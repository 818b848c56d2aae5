import CGuardian
import Glibc
public import SystemPackage

/// Making places inside a root, for mounts and devices. What is made has the mode less the umask, which a runtime sets
/// to 0 before (`OwnProcess.setFileModeMask`), and this process's owner.
extension RootDirectory {
    /// A close-on-exec descriptor of the place that `path` leads to (O_PATH), owned by the caller.
    ///
    /// - Parameter followsLast: whether a link at the end is followed, inside the root; else the descriptor is of it.
    public func place(_ path: FilePath, followsLast: Bool = true) throws(LinuxError) -> FileDescriptor {
        let how: Resolution = [.inRoot, .noMagicLinks]
        do throws(LinuxError) {
            return try how.openPlace(path, from: descriptor, followsLast: followsLast)
        } catch {
            throw named(error, path)
        }
    }

    /// The folder at `path`, made with its parents if it is not there; a close-on-exec O_PATH descriptor, the caller's.
    /// One system call when it is there.
    ///
    /// Each part is made in a folder that is held open, and opened without following anything, so that whoever changes
    /// the tree meanwhile can make this fail, but not make anything outside. A link that leads nowhere is an error, as is
    /// `..` below what does not exist.
    public func makeFolder(_ path: FilePath, mode: FilePermissions) throws(LinuxError) -> FileDescriptor {
        do throws(LinuxError) {
            return try openPlace(path, folder: true)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw error }
        }
        let parts = path.components.map(\.self)
        var (folder, depth) = try deepestFolder(above: parts, path)
        while depth < parts.count {
            do {
                let next = try makeFolder(parts[depth], in: folder, mode)
                folder.closeIgnoringErrors()
                folder = next
            } catch {
                folder.closeIgnoringErrors()
                throw named(error, path)
            }
            depth += 1
        }
        return folder
    }

    /// The file at `path`, for something that is no folder to be mounted on; made empty, with the folders above, if there
    /// is nothing. A close-on-exec descriptor, the caller's; of what is there already a mere place (O_PATH).
    public func makeFile(
        _ path: FilePath, mode: FilePermissions, folderMode: FilePermissions
    ) throws(LinuxError) -> FileDescriptor {
        do throws(LinuxError) {
            return try openPlace(path)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw error }
        }
        guard let name = path.lastComponent, name.kind == .regular else {
            throw .unusable("cannot make the file \(subject(path)): no name at its end")
        }
        let parent = try makeFolder(path.removingLastComponent(), mode: folderMode)
        defer { parent.closeIgnoringErrors() }
        let number = try SystemCall.run("make file", subject(path)) {
            openat(parent.rawValue, name.string, O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode.rawValue)
        }
        return FileDescriptor(rawValue: number)
    }

    /// Makes sure that `path` leads to the very file, on the very mount, that is behind a descriptor: nobody has exchanged
    /// a part of it since. After a mount the descriptor is that of the mount's top. Errno `.staleNFSFileHandle` (ESTALE): somebody has.
    public func verify(_ file: FileDescriptor, isAt path: FilePath) throws(LinuxError) {
        let now = try place(path, followsLast: true)
        defer { now.closeIgnoringErrors() }
        let (found, expected) = (try FileStatus.of(now), try FileStatus.of(file))
        let isSame = found.inode == expected.inode && found.device == expected.device
        guard isSame, try Mounts.id(of: now) == Mounts.id(of: file) else {
            throw .failed(operation: "find what was mounted at", subject: subject(path), errno: .staleNFSFileHandle)
        }
    }

    private func makeFolder(
        _ part: FilePath.Component, in folder: FileDescriptor, _ mode: FilePermissions
    ) throws(LinuxError) -> FileDescriptor {
        guard part.kind == .regular else { throw .unusable("'\(part)' below what does not exist") }
        let name = part.string
        if mkdirat(folder.rawValue, name, mode.rawValue) != 0, errno != EEXIST {
            throw .failed(operation: "make folder", subject: name, errno: Errno(rawValue: errno))
        }
        let how: Resolution = [.beneath, .noLinks]
        let flags = Int32(CG_O_PATH) | O_DIRECTORY | O_NOFOLLOW
        return try how.open(FilePath(name), from: folder, flags: flags)
    }

    /// The longest beginning of a path that is there, and how many parts it has.
    private func deepestFolder(
        above parts: [FilePath.Component], _ path: FilePath
    ) throws(LinuxError) -> (FileDescriptor, depth: Int) {
        var depth = parts.count - 1
        while depth > 0 {
            do {
                return (try openPlace(FilePath(root: "/", parts[..<depth]), folder: true), depth)
            } catch {
                guard error.errno == .noSuchFileOrDirectory else { throw named(error, path) }
            }
            depth -= 1
        }
        return (try openPlace("/", folder: true), 0)
    }

    private func named(_ error: LinuxError, _ path: FilePath) -> LinuxError {
        switch error {
        case .failed(let operation, let part, let errno):
            let place = part == path.string || part == nil ? "" : "\(part ?? "") of "
            return .failed(operation: operation, subject: place + subject(path), errno: errno)
        case .unusable(let reason): return .unusable("cannot make \(subject(path)): \(reason)")
        default: return error
        }
    }
}
