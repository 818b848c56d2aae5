import Guardian
import Linux
import LinuxAsync
import SystemPackage

/// Copies of images whose files belong to a container's users, each made once.
final class ImageCopies: Sendable {
    private let folder: ImageFolder
    private let system: AsyncSystem
    private let turns = KeyedLock<ImageKey>()

    /// Copies in `folder`.
    init(folder: ImageFolder, system: AsyncSystem) { (self.folder, self.system) = (folder, system) }

    /// The copy of the folder `image` for `mapping`, made if there is none. Whoever wants the same one waits.
    func copy(of image: FilePath, for mapping: UserMapping) async throws -> FilePath {
        let status = try await system.blocking { try FileStatus.of(image) }
        let key = ImageKey(path: image, status: status, mapping: mapping)
        let target = folder.path.appending(key.name)
        try await turns.withLock(key) {
            if try await system.blocking({ Files.exists(target) }) { return }
            try await folder.prepare(key.name) { temporary in
                try await system.blocking {
                    // What is mounted below the image belongs to it as little as it would in an overlay.
                    let tree = try Mounts.cloneTree(image)
                    defer { tree.closeIgnoringErrors() }
                    try TreeCopy.copy(tree, to: temporary, shiftedBy: mapping)
                }
            }
        }
        return target
    }
}
