/// How `gdn-tar` ends. Whoever started it acts on the number and shows the line beside it.
enum ArchiveStatus: Int32 {
    /// All was packed or unpacked.
    case done = 0
    /// Something failed that is not the archive's fault.
    case failed = 1
    /// The arguments make no sense.
    case usage = 2
    /// The archive is damaged, breaks off, or has a member that is not to be unpacked.
    case badArchive = 3
}
