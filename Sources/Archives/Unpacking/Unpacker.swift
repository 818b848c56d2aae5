import Glibc
import Linux
import SystemPackage

/// Unpacks an archive into a folder, and nowhere else, whatever the archive says.
///
/// Files that are there are replaced and never written through, folders are merged. It stops at the first error; what was
/// unpacked before stays.
final class Unpacker {
    let destination: Destination
    let rules: UnpackingRules
    private let reader: TarReader
    let pending: PendingFolders
    /// What was left out that is no error.
    var omissions = Omissions()

    /// - Parameters:
    ///   - top: the folder, which stays the caller's.
    ///   - name: its path, for messages.
    init(_ source: any ByteSource, into top: FileDescriptor, name: String, rules: UnpackingRules) {
        destination = Destination(top, name: name)
        self.rules = rules
        reader = TarReader(ArchiveInput(source))
        pending = PendingFolders()
    }

    /// Unpacks all of it, and reads the input to its end.
    func run() throws(ArchiveError) {
        while let entry = try reader.next() { try unpack(entry) }
        try pending.finishAll(finish)
        try reader.drain()
    }

    private func unpack(_ entry: TarEntry) throws(ArchiveError) {
        let name = try MemberName(entry.name)
        try check(entry)
        guard !name.path.isEmpty else {
            guard entry.kind == .folder else { throw .refused(member: entry.name.shown, reason: .destinationItself) }
            return try postpone(name, entry, isNew: false)
        }
        switch entry.kind {
        case .folder: try makeFolder(name, entry)
        case .file: try makeFile(name, entry)
        case .symbolicLink: try makeLink(name, entry)
        case .hardLink: try makeHardLink(name, entry)
        case .pipe, .characterDevice, .blockDevice: try makeNode(name, entry)
        }
    }

    /// What no member may have, before anything is made of it.
    private func check(_ entry: TarEntry) throws(ArchiveError) {
        let overlay = Array("trusted.overlay.".utf8)
        guard !entry.attributes.contains(where: { $0.name.starts(with: overlay) }) else {
            throw .refused(member: entry.name.shown, reason: .overlayAttribute)
        }
        // The highest number is no id: chown(2) takes it for "unchanged".
        let ids = 0..<Int64(UInt32.max)
        guard !rules.keepsOwners || ids.contains(entry.user) && ids.contains(entry.group) else {
            throw .refused(member: entry.name.shown, reason: .owner)
        }
    }

    private func makeFolder(_ name: MemberName, _ entry: TarEntry) throws(ArchiveError) {
        let parent = try destination.folder(name.folder, making: true)
        // Only ours to fill until it gets its mode at the end.
        let make = { name.last.withCString { mkdirat(parent.rawValue, $0, 0o700) } }
        let number = Call.errorNumber(make)
        if number == EEXIST {
            var status = stat()
            try call(name) { name.last.withCString { fstatat(parent.rawValue, $0, &status, AT_SYMLINK_NOFOLLOW) } }
            if status.st_mode & S_IFMT == S_IFDIR { return try postpone(name, entry, isNew: false) }
            try clear(name, in: parent)
            try call(name) { name.last.withCString { mkdirat(parent.rawValue, $0, 0o700) } }
        } else if number != 0 {
            throw .failed(path: destination.shown(name.path), errno: Errno(rawValue: number))
        }
        try postpone(name, entry, isNew: true)
    }

    private func makeFile(_ name: MemberName, _ entry: TarEntry) throws(ArchiveError) {
        let parent = try destination.folder(name.folder, making: true)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let number = try replacing(name, in: parent) {
            name.last.withCString { openat(parent.rawValue, $0, flags, 0o600) }
        }
        let file = FileDescriptor(rawValue: number)
        defer { file.closeIgnoringErrors() }
        let writer = FileWriter(file, shown: destination.shown(name.path))
        try writer.write(entry, from: reader)
        try finish(file, name, entry)
    }

    private func makeLink(_ name: MemberName, _ entry: TarEntry) throws(ArchiveError) {
        guard !entry.target.contains(0) else { throw .refused(member: entry.name.shown, reason: .nulInName) }
        let parent = try destination.folder(name.folder, making: true)
        try replacing(name, in: parent) {
            entry.target.withCString { target in name.last.withCString { symlinkat(target, parent.rawValue, $0) } }
        }
        try setOwnerAndTime(name, entry, in: parent)
    }

    private func makeHardLink(_ name: MemberName, _ entry: TarEntry) throws(ArchiveError) {
        let target = try MemberName(entry.target)
        guard !target.path.isEmpty else { throw .refused(member: entry.name.shown, reason: .destinationItself) }
        let original = try openFolder(of: target)
        defer { original.closeIgnoringErrors() }
        let parent = try destination.folder(name.folder, making: true)
        if try isSame(target, in: original, as: name, in: parent) { return }
        try replacing(name, in: parent) {
            target.last.withCString { old in
                name.last.withCString { linkat(original.rawValue, old, parent.rawValue, $0, 0) }
            }
        }
    }

    private func makeNode(_ name: MemberName, _ entry: TarEntry) throws(ArchiveError) {
        let type: mode_t =
            switch entry.kind {
            case .characterDevice: S_IFCHR
            case .blockDevice: S_IFBLK
            default: S_IFIFO
            }
        let mode = type | mode_t(entry.mode & rules.modeMask)
        let device = try number(of: entry)
        let parent = try destination.folder(name.folder, making: true)
        try replacing(name, in: parent) { name.last.withCString { mknodat(parent.rawValue, $0, mode, device) } }
        try setOwnerAndTime(name, entry, in: parent)
    }
}
