import CGuardian
import Glibc
import Linux
import SystemPackage

/// A place in the root to mount on, held open: what happens to its path from then on does not matter.
struct MountPlace {
    /// The place (O_PATH); whoever resolved it closes it.
    let descriptor: FileDescriptor
    /// The path that led to it.
    let path: FilePath
    /// How that was followed.
    let how: Resolution
    /// Whether it was made for the mount.
    let isNew: Bool
    /// Where it is, from the root, without links.
    let location: String
}

extension MountPlace {
    /// Whether a path's text is that of what it leads to, if there are no links: absolute, without `.`, `..` and `//`.
    static func isPlain(_ path: String) -> Bool {
        var previous: UInt8 = 0
        for byte in path.utf8 {
            if previous == UInt8(ascii: "/"), byte == previous || byte == UInt8(ascii: ".") { return false }
            previous = byte
        }
        return path.utf8.first == UInt8(ascii: "/") && previous != UInt8(ascii: "/")
    }
}

extension RootFSBuilder {
    private static let withoutLinks: Resolution = [.inRoot, .noLinks]
    private static let withLinks: Resolution = [.inRoot, .noMagicLinks]
    private static let placeMode = FilePermissions(rawValue: 0o755)

    /// The place that a path leads to, made as a folder or a file if there is nothing. A descriptor for the caller to close.
    ///
    /// - Parameter followsLast: whether a link at the end is followed, inside the root; else that is errno
    ///   `.tooManySymbolicLinkLevels`, and what is no folder `.notDirectory`.
    func place(
        for destination: String, followsLast: Bool = true, isFolder: () throws(LinuxError) -> Bool
    ) throws(LinuxError) -> MountPlace {
        let isPlain = MountPlace.isPlain(destination)
        let clean = isPlain ? destination : CleanPath.lexical("/" + destination)
        let path = FilePath(clean)
        guard !path.components.isEmpty else {
            throw .failed(operation: "mount on", subject: "the root itself", errno: .invalidArgument)
        }
        let flags = Int32(CG_O_PATH) | (followsLast ? 0 : O_DIRECTORY)
        do throws(LinuxError) {
            return MountPlace(
                descriptor: try Self.withoutLinks.open(path, from: top, flags: flags), path: path,
                how: Self.withoutLinks, isNew: false, location: clean)
        } catch {
            switch error.errno {
            case .tooManySymbolicLinkLevels?:
                if !followsLast { try refuseLink(path) }
            case .noSuchFileOrDirectory?:
                guard let made = try makeInFolder(path, isFolder: isFolder) else { break }
                return MountPlace(
                    descriptor: made, path: path, how: Self.withoutLinks, isNew: true, location: clean)
            default: throw error
            }
        }
        return try linkedPlace(for: path, isFolder: isFolder)
    }

    /// Makes the last part of a path in a folder that is there and reached without links; nil: it is not that simple.
    private func makeInFolder(
        _ path: FilePath, isFolder: () throws(LinuxError) -> Bool
    ) throws(LinuxError) -> FileDescriptor? {
        guard let name = path.lastComponent?.string else { return nil }
        let folder: FileDescriptor
        do throws(LinuxError) {
            folder = try Self.withoutLinks.openPlace(path.removingLastComponent(), from: top)
        } catch {
            return nil
        }
        defer { folder.closeIgnoringErrors() }
        if try !isFolder() { return try Self.makeFile(name, in: folder, mode: Self.placeMode) }
        guard mkdirat(folder.rawValue, name, Self.placeMode.rawValue) == 0 || errno == EEXIST else {
            throw .failed(operation: "make folder", subject: path.string, errno: Errno(rawValue: errno))
        }
        let how: Resolution = [.beneath, .noLinks]
        return try how.openPlace(FilePath(name), from: folder)
    }

    /// The kernel's own file systems would be where nobody looks for them, and something else where they should be.
    private func refuseLink(_ path: FilePath) throws(LinuxError) {
        let last = try Self.withLinks.openPlace(path, from: top, followsLast: false)
        defer { last.closeIgnoringErrors() }
        guard try FileStatus.of(last).type == .link else { return }
        throw .failed(operation: "mount on the link", subject: path.string, errno: .tooManySymbolicLinkLevels)
    }

    /// The way has links in it, or ends on one, or there is no way; links are followed inside the root.
    private func linkedPlace(
        for path: FilePath, isFolder: () throws(LinuxError) -> Bool
    ) throws(LinuxError) -> MountPlace {
        do throws(LinuxError) {
            return try located(try Self.withLinks.openPlace(path, from: top), path, isNew: false)
        } catch {
            guard error.errno == .noSuchFileOrDirectory, let root else { throw error }
            let made =
                try isFolder()
                ? root.makeFolder(path, mode: Self.placeMode)
                : root.makeFile(path, mode: Self.placeMode, folderMode: Self.placeMode)
            return try located(made, path, isNew: true)
        }
    }

    /// Asks the kernel where a place is.
    private func located(
        _ descriptor: FileDescriptor, _ path: FilePath, isNew: Bool
    ) throws(LinuxError) -> MountPlace {
        do throws(LinuxError) {
            let prefix = try FolderEntry.location(of: top).string
            let whole = try FolderEntry.location(of: descriptor).string
            let location = prefix == "/" ? whole : String(whole.dropFirst(prefix.count))
            guard whole.hasPrefix(prefix), location.utf8.first == UInt8(ascii: "/") else {
                throw .failed(operation: "mount on", subject: path.string, errno: .staleNFSFileHandle)
            }
            return MountPlace(
                descriptor: descriptor, path: path, how: Self.withLinks, isNew: isNew, location: location)
        } catch {
            descriptor.closeIgnoringErrors()
            throw error
        }
    }

    /// Makes sure that what was mounted at a place is what its path leads to: nobody moved a part of the way meanwhile.
    func verify(_ mount: FileDescriptor, at place: MountPlace) throws(LinuxError) {
        let now = try place.how.openPlace(place.path, from: top)
        defer { now.closeIgnoringErrors() }
        guard try Mounts.id(of: now) == Mounts.id(of: mount) else {
            throw .failed(
                operation: "find what was mounted at", subject: place.path.string, errno: .staleNFSFileHandle)
        }
    }
}
