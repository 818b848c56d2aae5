import Linux
import SystemPackage

/// The name of what is kept of an image: another one as soon as the folder or file was replaced or changed.
///
/// What changes deeper in a folder does not show; whoever changes an image in place touches its top folder.
struct ImageKey: Hashable, Sendable {
    /// A file name.
    let name: String

    /// The key of a copy of the folder at `path`, another one for other ids.
    init(path: FilePath, status: FileStatus, mapping: UserMapping) {
        let ids = (mapping.users + [nil] + mapping.groups).map { $0?.description ?? "" }.joined(separator: ",")
        name = Self.name("\(path) \(ids)", status)
    }

    /// The key of what is in the archive at `path`.
    init(archive path: FilePath, status: FileStatus) {
        name = "tar-\(Self.name(path.string, status))-\(String(status.size, radix: 16))"
    }

    /// The key of how big the folder at `path` is.
    init(sizeOf path: FilePath, status: FileStatus) {
        name = "size-\(Self.name(path.string, status)).json"
    }

    private static func name(_ text: String, _ status: FileStatus) -> String {
        let place = "\(String(status.device, radix: 16))-\(String(status.inode, radix: 16))"
        let time = "\(status.modifiedSeconds).\(status.modifiedNanoseconds)"
        return "\(place)-\(time)-\(String(hash(text), radix: 16))"
    }

    /// FNV-1a. Nothing depends on nobody finding two texts with one hash: all that matters of a folder is in the name
    /// besides, and the ids are the operator's.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
