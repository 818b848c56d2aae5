import CGuardian
import Glibc
public import SystemPackage

/// Copies of whole folders.
public enum TreeCopy {
    /// Copies everything in the folder `source` to `target`, a folder that is made, with every owner as `mapping` has it
    /// outside; ids that it does not cover stay.
    ///
    /// Modes, times, links (hard ones too), pipes, sockets, device nodes and extended attributes are kept. What is
    /// mounted in `source` is copied with it: give a detached clone to leave that out. All of it is on the disk when
    /// this returns. What was copied before an error stays, for the caller to remove.
    public static func copy(
        _ source: FileDescriptor, to target: FilePath, shiftedBy mapping: UserMapping
    ) throws(LinuxError) {
        try SystemCall.run("make folder", target.string) { target.withPlatformString { mkdir($0, 0o700) } }
        let top = try Files.open(target, O_RDONLY | O_DIRECTORY)
        defer { top.closeIgnoringErrors() }
        let here: [CChar] = [CChar(UInt8(ascii: ".")), 0]
        let readable = try SystemCall.run("open", "the source of \(target)") {
            openat(source.rawValue, here, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        let folder = FileDescriptor(rawValue: readable)
        defer { folder.closeIgnoringErrors() }
        try TreeCopier(top: top, target: target, mapping: mapping).copyContents(of: folder, to: top, at: [])
        try SystemCall.check("synchronize", target.string, cg_synchronize_file_system(top.rawValue))
    }

    /// Copies everything in one folder into another, empty one, which gets the owner, mode and times of the first; both may
    /// be mere places (O_PATH) and stay the caller's. Nothing waits for a disk. What was copied before an error stays.
    public static func copyContents(of source: FileDescriptor, to target: FileDescriptor) throws(LinuxError) {
        let folders = (try readable(source), try readable(target))
        defer {
            folders.0.closeIgnoringErrors()
            folders.1.closeIgnoringErrors()
        }
        let same = UserMapping(users: [], groups: [])
        try TreeCopier(top: folders.1, target: FilePath("descriptor \(target.rawValue)"), mapping: same)
            .copyContents(of: folders.0, to: folders.1, at: [])
    }

    private static func readable(_ folder: FileDescriptor) throws(LinuxError) -> FileDescriptor {
        let here: [CChar] = [CChar(UInt8(ascii: ".")), 0]
        let number = try SystemCall.run("open", "descriptor \(folder.rawValue)") {
            openat(folder.rawValue, here, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        return FileDescriptor(rawValue: number)
    }
}

/// One copy under way. Paths are relative to the top, as bytes: names need not be UTF-8.
private final class TreeCopier {
    /// A file that several names lead to.
    private struct Identity: Hashable {
        var device: dev_t
        var inode: ino_t
    }

    private let top: FileDescriptor
    private let target: FilePath
    private let mapping: UserMapping
    /// Where the first name of each hard-linked file was copied to.
    private var copied: [Identity: [CChar]] = [:]

    init(top: FileDescriptor, target: FilePath, mapping: UserMapping) {
        (self.top, self.target, self.mapping) = (top, target, mapping)
    }

    /// Copies what is in a folder, then what it is itself.
    ///
    /// - Throws: errno `.fileNameTooLong` for what lies deeper than paths reach.
    func copyContents(of source: FileDescriptor, to folder: FileDescriptor, at path: [CChar]) throws(LinuxError) {
        guard path.count < Int(PATH_MAX) else {
            throw .failed(operation: "copy", subject: subject(path), errno: .fileNameTooLong)
        }
        for name in try Files.names(in: source.duplicated(), target) {
            let child = path.isEmpty ? name : path.dropLast() + [CChar(UInt8(ascii: "/"))] + name
            try copy(name, from: source, to: folder, at: child)
        }
        try finish(folder, as: source, at: path)
    }

    private func copy(
        _ name: [CChar], from source: FileDescriptor, to folder: FileDescriptor, at path: [CChar]
    ) throws(LinuxError) {
        var status = stat()
        try run("look at", path) { fstatat(source.rawValue, name, &status, AT_SYMLINK_NOFOLLOW) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return try copyFolder(name, from: source, to: folder, at: path)
        case S_IFREG, S_IFLNK, S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK: break
        default: return
        }
        let identity = Identity(device: status.st_dev, inode: status.st_ino)
        if status.st_nlink > 1, let first = copied[identity] {
            try run("link", path) { linkat(top.rawValue, first, folder.rawValue, name, 0) }
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG: try copyFile(name, from: source, to: folder, at: path)
        case S_IFLNK: try copyLink(name, status, from: source, to: folder, at: path)
        default: try copyNode(name, status, to: folder, at: path)
        }
        if status.st_nlink > 1 { copied[identity] = path }
    }

    private func copyFolder(
        _ name: [CChar], from source: FileDescriptor, to folder: FileDescriptor, at path: [CChar]
    ) throws(LinuxError) {
        let child = try open(name, in: source, O_RDONLY | O_DIRECTORY, at: path)
        defer { child.closeIgnoringErrors() }
        try run("make folder", path) { mkdirat(folder.rawValue, name, 0o700) }
        let copy = try open(name, in: folder, O_RDONLY | O_DIRECTORY, at: path)
        defer { copy.closeIgnoringErrors() }
        try copyContents(of: child, to: copy, at: path)
    }

    private func copyFile(
        _ name: [CChar], from source: FileDescriptor, to folder: FileDescriptor, at path: [CChar]
    ) throws(LinuxError) {
        let file = try open(name, in: source, O_RDONLY | O_NONBLOCK, at: path)
        defer { file.closeIgnoringErrors() }
        let copy = try open(name, in: folder, O_WRONLY | O_CREAT | O_EXCL, at: path)
        defer { copy.closeIgnoringErrors() }
        while try run("copy", path, { sendfile(copy.rawValue, file.rawValue, nil, 1 << 30) }) > 0 { continue }
        try finish(copy, as: file, at: path)
    }

    private func copyLink(
        _ name: [CChar], _ status: stat, from source: FileDescriptor, to folder: FileDescriptor, at path: [CChar]
    ) throws(LinuxError) {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        try run("read link", path) { readlinkat(source.rawValue, name, &text, Int(PATH_MAX)) }
        try run("make link", path) { symlinkat(text, folder.rawValue, name) }
        try setOwnerAndTimes(name, status, in: folder, at: path)
    }

    private func copyNode(
        _ name: [CChar], _ status: stat, to folder: FileDescriptor, at path: [CChar]
    ) throws(LinuxError) {
        try run("make node", path) { mknodat(folder.rawValue, name, status.st_mode, status.st_rdev) }
        try setOwnerAndTimes(name, status, in: folder, at: path)
        // The umask took from the mode.
        try run("set mode of", path) { fchmodat(folder.rawValue, name, status.st_mode & 0o7777, 0) }
    }

    private func setOwnerAndTimes(
        _ name: [CChar], _ status: stat, in folder: FileDescriptor, at path: [CChar]
    ) throws(LinuxError) {
        let (user, group) = (mapping.hostUser(status.st_uid), mapping.hostGroup(status.st_gid))
        try run("set owner of", path) { fchownat(folder.rawValue, name, user, group, AT_SYMLINK_NOFOLLOW) }
        try run("set times of", path) {
            utimensat(folder.rawValue, name, [status.st_atim, status.st_mtim], AT_SYMLINK_NOFOLLOW)
        }
    }

    /// Gives an open copy all that is known of its original besides contents, in the one order that loses nothing: a new
    /// owner takes capabilities and the set-user-id bit away.
    private func finish(
        _ copy: FileDescriptor, as original: FileDescriptor, at path: [CChar]
    ) throws(LinuxError) {
        var status = stat()
        try run("look at", path) { fstat(original.rawValue, &status) }
        let (user, group) = (mapping.hostUser(status.st_uid), mapping.hostGroup(status.st_gid))
        try run("set owner of", path) { fchown(copy.rawValue, user, group) }
        try run("set mode of", path) { fchmod(copy.rawValue, status.st_mode & 0o7777) }
        try ExtendedAttributes.copy(from: original, to: copy, shiftedBy: mapping, subject: subject(path))
        try run("set times of", path) { futimens(copy.rawValue, [status.st_atim, status.st_mtim]) }
    }

    private func open(
        _ name: [CChar], in folder: FileDescriptor, _ flags: Int32, at path: [CChar]
    ) throws(LinuxError) -> FileDescriptor {
        let number = try run("open", path) { openat(folder.rawValue, name, flags | O_NOFOLLOW | O_CLOEXEC, 0o600) }
        return FileDescriptor(rawValue: number)
    }

    @discardableResult
    private func run<Answer: SignedInteger>(
        _ operation: String, _ path: [CChar], _ call: () -> Answer
    ) throws(LinuxError) -> Answer {
        try SystemCall.run(operation, subject(path), call)
    }

    private func subject(_ path: [CChar]) -> String {
        "\(target)/\(String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))"
    }
}
