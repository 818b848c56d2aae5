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
    private static let folderMode = FilePermissions(rawValue: 0o755)

    /// The place that a path leads to, made as a folder or a file if there is nothing. A descriptor for the caller to close.
    func place(
        for destination: String, isFolder: () throws(LinuxError) -> Bool
    ) throws(LinuxError) -> MountPlace {
        let path = FilePath(destination)
        guard let root, !path.components.isEmpty else {
            throw .failed(operation: "mount on", subject: "the root itself", errno: .invalidArgument)
        }
        do throws(LinuxError) {
            let found = try Self.withoutLinks.openPlace(path, from: top)
            if MountPlace.isPlain(destination) {
                return MountPlace(
                    descriptor: found, path: path, how: Self.withoutLinks, isNew: false, location: destination)
            }
            return try located(found, path, isNew: false)
        } catch {
            switch error.errno {
            case .tooManySymbolicLinkLevels?: break
            case .noSuchFileOrDirectory?:
                let made =
                    try isFolder()
                    ? root.makeFolder(path, mode: Self.folderMode)
                    : root.makeFile(path, mode: Self.folderMode, folderMode: Self.folderMode)
                return try located(made, path, isNew: true)
            default: throw error
            }
        }
        return try linkedPlace(for: path, root, isFolder: isFolder)
    }

    /// The way has links in it, or ends on one; they are followed inside the root.
    private func linkedPlace(
        for path: FilePath, _ root: RootDirectory, isFolder: () throws(LinuxError) -> Bool
    ) throws(LinuxError) -> MountPlace {
        do throws(LinuxError) {
            return try located(try root.place(path), path, isNew: false)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw error }
        }
        let made =
            try isFolder()
            ? root.makeFolder(path, mode: Self.folderMode)
            : root.makeFile(path, mode: Self.folderMode, folderMode: Self.folderMode)
        return try located(made, path, isNew: true)
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
