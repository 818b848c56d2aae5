import Linux
import SystemPackage

/// The name of an image's copy: another one as soon as the folder was replaced or changed, or the ids are others.
///
/// What changes deeper in the folder does not show; whoever changes an image in place touches its top folder.
struct ImageKey: Hashable, Sendable {
    /// A file name.
    let name: String

    /// The key of the image at `path`.
    init(path: FilePath, status: FileStatus, mapping: UserMapping) {
        let place = "\(String(status.device, radix: 16))-\(String(status.inode, radix: 16))"
        let time = "\(status.modifiedSeconds).\(status.modifiedNanoseconds)"
        let ids = (mapping.users + [nil] + mapping.groups).map { $0?.description ?? "" }.joined(separator: ",")
        name = "\(place)-\(time)-\(String(Self.hash("\(path) \(ids)"), radix: 16))"
    }

    /// FNV-1a. Nothing depends on nobody finding two texts with one hash: all that matters of a folder is in the name
    /// besides, and the ids are the operator's.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}
