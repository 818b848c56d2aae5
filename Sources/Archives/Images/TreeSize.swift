import Glibc
import SystemPackage

/// What is in a folder takes on its disk.
struct TreeSize: Hashable {
    /// Bytes of disk blocks.
    var bytes: UInt64 = 0
    /// Files, folders, links and so on, each once however many names it has.
    var inodes: UInt64 = 0

    /// Measures everything in `folder`, which itself does not count.
    static func measure(_ folder: FileDescriptor, name: String) throws(ArchiveError) -> TreeSize {
        let walk = FolderWalk { "\(name)/\($0.shown)" }
        var (size, counted): (TreeSize, Set<FileIdentity>) = (TreeSize(), [])
        let here = [UInt8(ascii: ".")]
        _ = try walk.enter(here, in: folder, here)
        while let (part, path, parent) = walk.next() {
            var status = stat()
            try Call.run("\(name)/\(path.shown)") {
                part.withCString { fstatat(parent.rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) }
            }
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            if isFolder { _ = try walk.enter(part, in: parent, path) }
            if !isFolder, status.st_nlink > 1, !counted.insert(FileIdentity(status)).inserted { continue }
            size.bytes += UInt64(status.st_blocks) * 512
            size.inodes += 1
        }
        if let problem = walk.problem { throw problem }
        return size
    }

    /// One line of JSON.
    var line: String { "{\"bytes\":\(bytes),\"inodes\":\(inodes)}\n" }
}
