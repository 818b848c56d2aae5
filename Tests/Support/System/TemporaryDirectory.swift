import Linux
public import SystemPackage

/// A folder that is removed when the last reference to it goes.
public final class TemporaryDirectory: Sendable {
    /// Where it is: below /tmp, so that users of a user namespace can get there.
    public let path: FilePath

    /// Makes a folder whose name begins with `name`.
    public init(_ name: String) throws {
        path = FilePath("/tmp/guardian-\(name)-\(RandomUUID.make().prefix(8))")
        try Files.makeDirectory(path, mode: FilePermissions(rawValue: 0o755))
    }

    deinit {
        do {
            try Files.removeTree(path)
        } catch {
            print("left behind: \(path): \(error)")
        }
    }
}
