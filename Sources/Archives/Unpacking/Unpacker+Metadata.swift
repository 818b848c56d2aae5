import CGuardian
import Glibc
import Linux
import SystemPackage

extension Unpacker {
    /// Notes what a folder is to become when all is unpacked: until then it must be possible to fill it.
    func postpone(_ name: MemberName, _ entry: TarEntry, isNew: Bool) throws(ArchiveError) {
        let folder = try destination.folder(name.path[...], making: false)
        var status = stat()
        try call(name) { fstat(folder.rawValue, &status) }
        let identity = FileIdentity(status)
        try pending.add(PendingFolders.Folder(name: name, entry: entry, identity: identity, isNew: isNew), finish)
    }

    /// Gives a folder all that the archive says of it. One that is no longer there is passed over, as is one that was
    /// there before and is another's.
    func finish(_ folder: PendingFolders.Folder) throws(ArchiveError) {
        let file: FileDescriptor
        do {
            let path = folder.name.path.isEmpty ? [UInt8(ascii: ".")] : folder.name.path
            file = try destination.open(path, O_RDONLY | O_DIRECTORY | O_NONBLOCK)
        } catch .failed(_, let errno)
            where [.noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels].contains(errno)
            || !folder.isNew && errno == .permissionDenied
        {
            return
        }
        defer { file.closeIgnoringErrors() }
        var status = stat()
        try call(folder.name) { fstat(file.rawValue, &status) }
        guard FileIdentity(status) == folder.identity else { return }
        do {
            try finish(file, folder.name, folder.entry, kept: rules.keepsOwners ? 0 : status.st_mode & 0o7000)
        } catch .failed(_, let errno) where errno == .notPermitted && !folder.isNew && !rules.keepsOwners {
            return
        }
    }

    /// Gives an open file or folder all that the archive says of it besides contents, in the one order that loses nothing:
    /// a new owner takes capabilities and the set-user-id bit away, and a mode the owner's right to set attributes.
    ///
    /// - Parameter kept: bits of the mode that stay whatever the archive says.
    func finish(
        _ file: FileDescriptor, _ name: MemberName, _ entry: TarEntry, kept: mode_t = 0
    ) throws(ArchiveError) {
        if rules.keepsOwners {
            try call(name) { fchown(file.rawValue, uid_t(entry.user), gid_t(entry.group)) }
        }
        for attribute in entry.attributes { try set(attribute, of: file, name) }
        try call(name) { fchmod(file.rawValue, mode_t(entry.mode & rules.modeMask) | kept) }
        let times = Self.times(entry)
        try call(name) { futimens(file.rawValue, times) }
    }

    /// The same for what cannot be opened. Its mode is right from the start.
    func setOwnerAndTime(_ name: MemberName, _ entry: TarEntry, in parent: FileDescriptor) throws(ArchiveError) {
        if rules.keepsOwners {
            let (user, group) = (uid_t(entry.user), gid_t(entry.group))
            try call(name) {
                name.last.withCString { fchownat(parent.rawValue, $0, user, group, AT_SYMLINK_NOFOLLOW) }
            }
        }
        let times = Self.times(entry)
        try call(name) { name.last.withCString { utimensat(parent.rawValue, $0, times, AT_SYMLINK_NOFOLLOW) } }
        if let first = entry.attributes.first { omit(first, name, .notSupported) }
    }

    /// The number of a device node.
    func number(of entry: TarEntry) throws(ArchiveError) -> dev_t {
        guard entry.kind != .pipe else { return 0 }
        // linux/kdev_t.h: 12 bits and 20.
        guard (0..<1 << 12).contains(entry.deviceMajor), (0..<1 << 20).contains(entry.deviceMinor) else {
            throw .refused(member: entry.name.shown, reason: .device)
        }
        return cg_device(UInt32(entry.deviceMajor), UInt32(entry.deviceMinor))
    }

    private func set(
        _ attribute: TarEntry.Attribute, of file: FileDescriptor, _ name: MemberName
    ) throws(ArchiveError) {
        guard !attribute.name.isEmpty, !attribute.name.contains(0) else {
            throw .malformed(reason: "an extended attribute has no name")
        }
        let answer = attribute.name.withCString { key in
            attribute.value.withUnsafeBytes { cg_set_attribute(file.rawValue, key, $0.baseAddress, $0.count) }
        }
        if answer == 0 { return }
        let errno = Errno(rawValue: -answer)
        guard rules.needsAttributes, errno != .notSupported, !Self.isOfHost(attribute.name) else {
            return omit(attribute, name, errno)
        }
        throw .attribute(path: destination.shown(name.path), name: attribute.name.shown, errno: errno)
    }

    private func omit(_ attribute: TarEntry.Attribute, _ name: MemberName, _ errno: Errno) {
        omissions.add(
            .attribute(path: destination.shown(name.path), name: attribute.name.shown, errno: errno))
    }

    /// Whether an attribute is a matter of the host's security modules and file systems, not of the files' owner.
    private static func isOfHost(_ name: [UInt8]) -> Bool {
        name.starts(with: "trusted.".utf8)
            || name.starts(with: "security.".utf8) && !name.elementsEqual("security.capability".utf8)
    }

    private static func times(_ entry: TarEntry) -> [timespec] {
        let omitted = Int(bitPattern: 0x3FFF_FFFE)  // UTIME_OMIT, which is a macro of C
        return [
            timespec(tv_sec: 0, tv_nsec: omitted),
            timespec(tv_sec: Int(entry.modified.seconds), tv_nsec: entry.modified.nanoseconds),
        ]
    }
}
