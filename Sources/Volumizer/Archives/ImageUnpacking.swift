import Linux
import SystemPackage

/// Unpacks archives of images. Whoever reads an archive's bytes does so in a process of its own: they are not to be
/// trusted.
protocol ImageUnpacking: Sendable {
    /// Unpacks the archive that `archive` stands for, from where it is read next, into the empty folder `destination`.
    ///
    /// - Throws: `UnpackingError`, or `CancellationError`; what was unpacked stays, for the caller to remove. Nothing
    ///   works on it any more then.
    func unpack(_ archive: FileDescriptor, to destination: FilePath) async throws -> UnpackedContents
}

/// What came of unpacking an archive.
struct UnpackedContents: Hashable, Sendable {
    /// How much the folder takes, itself counted.
    var size: TreeSize
    /// What was left out, in one line; nil: nothing.
    var omissions: String?
}

/// Why an archive could not be unpacked. Reasons are one line, lower case if they are ours.
enum UnpackingError: Error, Hashable, Sendable {
    /// The archive, or what it was unpacked to, did not do.
    case refused(reason: String)
    /// It was not even judged.
    case broken(reason: String)
}
