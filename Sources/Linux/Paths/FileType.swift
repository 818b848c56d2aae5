/// What kind of file something is (inode(7)).
public enum FileType: UInt32, Hashable, Sendable, CaseIterable {
    /// A FIFO.
    case pipe = 0o010000
    /// Terminals, /dev/null.
    case characterDevice = 0o020000
    /// A folder.
    case directory = 0o040000
    /// Disks.
    case blockDevice = 0o060000
    /// An ordinary file.
    case regular = 0o100000
    /// A symbolic link.
    case link = 0o120000
    /// A socket's name.
    case socket = 0o140000
}
