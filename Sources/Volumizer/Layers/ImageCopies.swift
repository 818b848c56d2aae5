import Guardian
import Linux
import LinuxAsync
import Synchronization
import SystemPackage

/// Copies of images whose files belong to a container's users, each made once.
final class ImageCopies: Sendable {
    /// Only root gets at them: they hold programs that run as their owner.
    private static let folderMode = FilePermissions(rawValue: 0o700)
    /// What is not finished has a name of this kind; no key has.
    private static let unfinished = ".new-"

    private let folder: FilePath
    private let system: AsyncSystem
    private let turns = KeyedLock<ImageKey>()
    /// Names of the copies being made.
    private let beingMade = Mutex<Set<String>>([])

    /// Copies in `folder`, which is made when it is needed.
    init(folder: FilePath, system: AsyncSystem) {
        (self.folder, self.system) = (folder, system)
    }

    /// The copy of `image` for `mapping`, made if there is none. Whoever wants the same one waits.
    func copy(of image: FilePath, for mapping: UserMapping) async throws -> FilePath {
        let status = try await system.blocking { try FileStatus.of(image) }
        let key = ImageKey(path: image, status: status, mapping: mapping)
        let target = folder.appending(key.name)
        try await turns.withLock(key) {
            try await system.blocking { [self] in
                if !Files.exists(target) { try make(target, from: image, mapping) }
            }
        }
        return target
    }

    /// Removes what earlier servers did not finish and, unless `used` is nil, all copies but those.
    func sweep(keeping used: Set<FilePath>?) throws {
        guard Files.exists(folder) else { return }
        let busy = beingMade.withLock { $0 }
        for name in try Files.entries(of: folder) where !busy.contains(name) {
            let path = folder.appending(name)
            let isUnused = used.map { !$0.contains(path) } ?? false
            if name.hasPrefix(Self.unfinished) || isUnused { try Files.removeTree(path) }
        }
    }

    /// Either the copy is whole and on disk under its name, or there is none.
    private func make(_ target: FilePath, from image: FilePath, _ mapping: UserMapping) throws {
        try Files.makeDirectories(folder, mode: Self.folderMode)
        let name = Self.unfinished + RandomUUID.make()
        _ = beingMade.withLock { $0.insert(name) }
        defer { _ = beingMade.withLock { $0.remove(name) } }
        let temporary = folder.appending(name)
        do {
            // What is mounted below the image belongs to it as little as it would in an overlay.
            let tree = try Mounts.cloneTree(image)
            defer { tree.closeIgnoringErrors() }
            try TreeCopy.copy(tree, to: temporary, shiftedBy: mapping)
            try Files.rename(temporary, to: target)
            try Files.synchronize(folder)
        } catch {
            // What counts is why it failed; a rest that resists is removed by the next sweep.
            do { try Files.removeTree(temporary) } catch {}
            throw error
        }
    }
}
