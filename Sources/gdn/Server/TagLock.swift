import Linux
import SystemPackage

/// The claim of one depot to a tag. All kernel objects bear the tag, so whoever works with it must know all containers
/// that do: those of one depot.
final class TagLock: Sendable {
    private let path: FilePath
    private let lock: FileLock

    /// Claims `tag` for `depot` until `release`; after this program's end the next one on the same depot goes on with it.
    ///
    /// - Parameter isInUse: whether there are containers that bear the tag.
    /// - Throws: `CompositionError.tagInUse` when another server works with it, or containers of another depot bear it.
    init(_ tag: String, depot: FilePath, isInUse: () throws -> Bool) throws {
        path = FilePath("/run").appending(tag.isEmpty ? "guardian.lock" : "guardian-\(tag).lock")
        guard let lock = try FileLock.tryExclusive(path) else {
            throw CompositionError.tagInUse(tag: tag, depot: try Self.owner(path))
        }
        self.lock = lock
        let owner = try Self.owner(path)
        if !owner.isEmpty, owner != depot.string, try isInUse() {
            throw CompositionError.tagInUse(tag: tag, depot: owner)
        }
        try Files.overwrite(path, with: Array("\(depot.string)\n".utf8))
    }

    /// Gives the tag up: nothing bears it any more.
    func release() throws { try Files.remove(path) }

    private static func owner(_ path: FilePath) throws -> String {
        String(String(decoding: try Files.read(path), as: UTF8.self).prefix { !$0.isNewline })
    }
}
