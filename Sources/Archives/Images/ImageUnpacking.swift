import Glibc
import Linux
import SystemPackage

/// Unpacks the archive of an image's files, with owners, modes, devices and attributes as they are in it.
enum ImageUnpacking {
    /// What that takes, and no more: nothing of an archive that is made to do harm finds this process able to mount, to
    /// load or to look into others.
    private static let capabilities: Set<String> = [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_MKNOD", "CAP_SETFCAP",
    ]

    /// Gives up what is not needed, for good, and unpacks from `input` into the empty folder `path`.
    ///
    /// - Returns: what the folder takes then, itself counted, and what was left out of the archive.
    static func unpack(
        _ input: FileDescriptor, into path: FilePath
    ) throws(ArchiveError) -> (size: TreeSize, omissions: Omissions) {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        var number: Int32 = -1
        let error = Call.errorNumber {
            number = path.withPlatformString { open($0, flags) }
            return number
        }
        guard error == 0 else { throw .entering("\(path): \(Errno(rawValue: error))") }
        let folder = FileDescriptor(rawValue: number)
        defer { folder.closeIgnoringErrors() }
        var listing = try FolderListing(of: folder, path.string)
        guard listing.popFirst() == nil else { throw .entering("\(path): it is not empty") }
        try ContainerEntry.unshield()
        try ContainerEntry.keep(capabilities)
        let source = try DecompressedSource(input, name: "standard input")
        let unpacker = Unpacker(source, into: folder, name: path.string, rules: .image)
        try unpacker.run()
        let size = try ContainerEntry.entering { () throws(LinuxError) in try TreeSize.of(path) }
        return (size, unpacker.omissions)
    }
}
