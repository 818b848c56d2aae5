import Glibc
import Linux
import SystemPackage

/// Goes through a tree, names in order, folders before what is in them. Depth costs neither stack nor descriptors: outer
/// folders are closed, and opened again as the `..` of inner ones, if they are still the same.
final class FolderWalk {
    private static let openLimit = 64

    private struct Level {
        var path: [UInt8]
        var identity: FileIdentity
        var listing: FolderListing
        /// Nil: closed for the time being.
        var folder: FileDescriptor?
    }

    private let shown: ([UInt8]) -> String
    private var levels: [Level] = []
    /// Why the walk ended before all was seen; nil: it did not.
    private(set) var problem: ArchiveError?

    /// - Parameter shown: a path as it is to be in messages.
    init(shown: @escaping ([UInt8]) -> String) { self.shown = shown }

    deinit { for level in levels { level.folder?.closeIgnoringErrors() } }

    /// Goes into a folder, whose names come next. A link is not followed.
    ///
    /// - Returns: the folder, which holds until the next call.
    func enter(
        _ name: [UInt8], in parent: FileDescriptor, _ path: [UInt8]
    ) throws(ArchiveError) -> FileDescriptor {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let number = try Call.run(shown(path)) { name.withCString { openat(parent.rawValue, $0, flags) } }
        let folder = FileDescriptor(rawValue: number)
        do {
            var status = stat()
            try Call.run(shown(path)) { fstat(number, &status) }
            let listing = try FolderListing(of: folder, shown(path))
            levels.append(Level(path: path, identity: FileIdentity(status), listing: listing, folder: folder))
        } catch {
            folder.closeIgnoringErrors()
            throw error
        }
        let outer = levels.count - 1 - Self.openLimit
        if outer >= 0 {
            levels[outer].folder?.closeIgnoringErrors()
            levels[outer].folder = nil
        }
        return folder
    }

    /// The next name, its path and the folder that it is in; nil at the end.
    func next() -> (name: [UInt8], path: [UInt8], folder: FileDescriptor)? {
        while let level = levels.last, let folder = level.folder {
            if let name = levels[levels.count - 1].listing.popFirst() {
                return (name, level.path + [MemberName.slash] + name, folder)
            }
            do {
                try leave(folder)
            } catch {
                problem = error
                return nil
            }
        }
        return nil
    }

    private func leave(_ folder: FileDescriptor) throws(ArchiveError) {
        defer { folder.closeIgnoringErrors() }
        levels.removeLast()
        guard let outer = levels.last, outer.folder == nil else { return }
        let number = try Call.run(shown(outer.path)) {
            openat(folder.rawValue, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        var status = stat()
        try Call.run(shown(outer.path)) { fstat(number, &status) }
        guard FileIdentity(status) == outer.identity else {
            close(number)
            throw .changed(path: shown(outer.path))
        }
        levels[levels.count - 1].folder = FileDescriptor(rawValue: number)
    }
}
