import CGuardian
import Glibc
import SystemPackage

/// Packs a file, or a folder with all that is in it, as an archive.
///
/// No link in it is followed; mounts in it are entered. What cannot be read or changes meanwhile is passed over or filled
/// up, so that the archive is whole, and `problem` says what was the first of it.
final class Packer {
    let output: ArchiveOutput
    let writer: TarWriter
    let names: OwnerNames
    /// The first thing that is not in the archive as it should be.
    private(set) var problem: ArchiveError?
    /// The path that stands before members' names in messages.
    private let shownBase: String
    /// Under which name each file with several names is in the archive, and how many names are to come.
    private var links: [FileIdentity: (name: [UInt8], left: UInt64)] = [:]

    /// - Parameter base: the path of the folder that names are relative to, for messages.
    init(_ output: ArchiveOutput, base: String, names: OwnerNames) {
        (self.output, shownBase, self.names) = (output, base, names)
        writer = TarWriter(output)
    }

    /// Packs the contents of a folder as `.`.
    func packContents(of folder: FileDescriptor) throws(ArchiveError) {
        let here = [UInt8(ascii: ".")]
        try pack(here, named: here, in: folder)
        try writer.finish()
    }

    /// Packs what is called `name` in `folder`; a link as a link.
    func pack(_ name: [UInt8], in folder: FileDescriptor) throws(ArchiveError) {
        try pack(name, named: name, in: folder)
        try writer.finish()
    }

    private func pack(_ name: [UInt8], named path: [UInt8], in folder: FileDescriptor) throws(ArchiveError) {
        // What was asked for must be there.
        var status = stat()
        try Call.run(shown(path)) { name.withCString { fstatat(folder.rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) } }
        if status.st_mode & S_IFMT != S_IFDIR { return try packMember(name, named: path, in: folder) }
        let walk = FolderWalk(shown: shown)
        try begin(try walk.enter(name, in: folder, path), named: path)
        while let (name, path, folder) = walk.next() {
            do {
                guard try isFolder(name, in: folder, path) else {
                    try packMember(name, named: path, in: folder)
                    continue
                }
                try begin(try walk.enter(name, in: folder, path), named: path)
            } catch .failed(let path, let errno) where path != Self.outputName {
                note(.failed(path: path, errno: errno))
            }
            if let error = walk.problem { throw error }
        }
        if let error = walk.problem { throw error }
    }

    /// The name of the output in errors: what goes wrong there is the end.
    static let outputName = "standard output"

    func note(_ error: ArchiveError) {
        if problem == nil { problem = error }
    }

    func shown(_ path: [UInt8]) -> String {
        shownBase.hasSuffix("/") ? shownBase + path.shown : "\(shownBase)/\(path.shown)"
    }

    private func isFolder(_ name: [UInt8], in folder: FileDescriptor, _ path: [UInt8]) throws(ArchiveError) -> Bool {
        var status = stat()
        try Call.run(shown(path)) { name.withCString { fstatat(folder.rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) } }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    private func begin(_ folder: FileDescriptor, named path: [UInt8]) throws(ArchiveError) {
        var status = stat()
        try Call.run(shown(path)) { fstat(folder.rawValue, &status) }
        var entry = entry(.folder, path + [MemberName.slash], status)
        entry.attributes = try FileAttributes.read(folder, shown(path))
        try writer.writeHeader(entry, stored: 0)
    }

    private func packMember(_ name: [UInt8], named path: [UInt8], in folder: FileDescriptor) throws(ArchiveError) {
        var status = stat()
        try Call.run(shown(path)) { name.withCString { fstatat(folder.rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) } }
        let identity = FileIdentity(status)
        if status.st_nlink > 1, let first = links[identity] {
            var link = entry(.hardLink, path, status)
            link.target = first.name
            links[identity] = first.left > 1 ? (first.name, first.left - 1) : nil
            return try writer.writeHeader(link, stored: 0)
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: try packFile(name, named: path, in: folder)
        case S_IFLNK: try packLink(name, entry(.symbolicLink, path, status), in: folder)
        case S_IFIFO: try writer.writeHeader(entry(.pipe, path, status), stored: 0)
        case S_IFCHR: try writer.writeHeader(device(entry(.characterDevice, path, status), status), stored: 0)
        case S_IFBLK: try writer.writeHeader(device(entry(.blockDevice, path, status), status), stored: 0)
        // Sockets have no place in an archive, and are of no use without who listens.
        default: return
        }
        if status.st_nlink > 1 { links[identity] = (path, UInt64(status.st_nlink) - 1) }
    }

    private func packLink(_ name: [UInt8], _ entry: TarEntry, in folder: FileDescriptor) throws(ArchiveError) {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = try Call.run(shown(entry.name)) {
            name.withCString { readlinkat(folder.rawValue, $0, &text, Int(PATH_MAX)) }
        }
        var link = entry
        link.target = text.prefix(count).map { UInt8(bitPattern: $0) }
        try writer.writeHeader(link, stored: 0)
    }

    private func device(_ entry: TarEntry, _ status: stat) -> TarEntry {
        var device = entry
        (device.deviceMajor, device.deviceMinor) = (
            Int64(cg_device_major(status.st_rdev)), Int64(cg_device_minor(status.st_rdev))
        )
        return device
    }

    func entry(_ kind: TarEntry.Kind, _ name: [UInt8], _ status: stat) -> TarEntry {
        var entry = TarEntry(name: name, kind: kind)
        entry.mode = UInt32(status.st_mode & 0o7777)
        (entry.user, entry.group) = (Int64(status.st_uid), Int64(status.st_gid))
        (entry.userName, entry.groupName) = (names.user(status.st_uid), names.group(status.st_gid))
        entry.modified = TarEntry.Time(seconds: Int64(status.st_mtim.tv_sec), nanoseconds: status.st_mtim.tv_nsec)
        return entry
    }
}
