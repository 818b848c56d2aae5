import Linux
public import SystemPackage

/// Why an archive was not packed or unpacked.
public enum ArchiveError: Error, Hashable, Sendable {
    /// A system call failed; `path` is the file it was about.
    case failed(path: String, errno: Errno)
    /// The archive breaks off in the middle of a member.
    case truncated
    /// The archive, or how it is packed, is not what it should be.
    case malformed(reason: String)
    /// A member that is not unpacked, whoever asks for it.
    case refused(member: String, reason: Refusal)
    /// An extended attribute that is not set.
    case attribute(path: String, name: String, errno: Errno)
    /// What unpacking or packing needs was not there: the container could not be entered, there is no such user or folder;
    /// the text says which.
    case entering(String)
    /// A file changed while it was packed: the archive says of it what is no longer so.
    case changed(path: String)
}

/// Why a member is refused.
public enum Refusal: String, Hashable, Sendable {
    case emptyName = "its name is empty"
    case parentInName = "its name contains '..'"
    case nulInName = "its name contains a NUL"
    case tooLong = "File name too long"
    case outside = "its path leads outside of the destination"
    case destinationItself = "its name is that of the destination"
    case continuation = "it continues a member of another volume"
    case overlayAttribute = "it has attributes of an overlay"
    case owner = "its owner is no user"
    case device = "its device number is none"
}

extension ArchiveError {
    /// Errors of calls about members that come of what the archive holds: the host could make any member that makes sense.
    private static let ofContents: Set<Errno> = [
        .fileNameTooLong, .tooManySymbolicLinkLevels, .notDirectory, .isDirectory, .directoryNotEmpty, .fileExists,
        .noSuchFileOrDirectory, .tooManyLinks, .fileTooLarge, .invalidArgument,
    ]

    /// Whether this archive would fail anywhere, when it is unpacked into an empty folder by somebody who may do that.
    var blamesArchive: Bool {
        switch self {
        case .truncated, .malformed, .refused: true
        case .failed(_, let errno), .attribute(_, _, let errno): Self.ofContents.contains(errno)
        case .entering, .changed: false
        }
    }
}

extension ArchiveError: CustomStringConvertible {
    /// One line. The texts of errno are the C library's, which callers know.
    public var description: String {
        switch self {
        case .failed(let path, let errno): "\(path): \(errno)"
        case .truncated: "unexpected end of the archive"
        case .malformed(let reason): "the archive is damaged: \(reason)"
        case .refused(let member, let reason): "\(member): \(reason.rawValue)"
        case .attribute(let path, let name, let errno): "\(path): attribute \(name): \(errno)"
        case .entering(let text): text
        case .changed(let path): "\(path): it changed while it was read"
        }
    }
}
