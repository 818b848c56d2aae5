import Linux
import LinuxAsync
import Synchronization
import SystemPackage

/// The folder of what is prepared of images: unpacked ones, copies, sizes. What is in it appears whole or not at all.
final class ImageFolder: Sendable {
    /// Only root gets in: there are programs that run as their owner.
    private static let mode = FilePermissions(rawValue: 0o700)
    /// What is not finished has a name of this kind; no key has.
    private static let unfinished = ".new-"

    /// Where it is.
    let path: FilePath
    private let system: AsyncSystem
    /// Names of what is being prepared.
    private let beingMade = Mutex<Set<String>>([])

    /// The folder at `path`, which is made when it is needed.
    init(_ path: FilePath, system: AsyncSystem) { (self.path, self.system) = (path, system) }

    /// Makes such a folder, if it is not there; the one that it is in must be.
    static func make(_ path: FilePath) throws(LinuxError) { try Files.makeDirectory(path, mode: mode) }

    /// Prepares what is to be called `name`, which must not exist.
    ///
    /// `make` fills a path that does not exist. What it made is on the disk before it has its name; when it fails or is
    /// cancelled, nothing is left.
    func prepare(_ name: String, by make: (FilePath) async throws -> Void) async throws {
        let unfinished = Self.unfinished + RandomUUID.make()
        _ = beingMade.withLock { $0.insert(unfinished) }
        defer { _ = beingMade.withLock { $0.remove(unfinished) } }
        let (folder, temporary, target) = (path, path.appending(unfinished), path.appending(name))
        do {
            try await system.blocking { try Self.make(folder) }
            try await make(temporary)
            try Task.checkCancellation()
            try await system.blocking {
                try Files.synchronizeFileSystem(of: folder)
                try Files.rename(temporary, to: target)
                try Files.synchronize(folder)
            }
        } catch {
            // What counts is why it failed; a rest that resists is removed by the next sweep.
            do { try await system.blocking { try Files.removeTree(temporary) } } catch {}
            throw error
        }
    }

    /// Removes what earlier servers did not finish and, unless `used` is nil, all that none of the paths in `used` is, or
    /// is in.
    func sweep(keeping used: Set<FilePath>?) throws {
        guard Files.exists(path) else { return }
        let busy = beingMade.withLock { $0 }
        for name in try Files.entries(of: path) where !busy.contains(name) {
            let entry = path.appending(name)
            let isUnused = used.map { !$0.contains { $0.starts(with: entry) } } ?? false
            if name.hasPrefix(Self.unfinished) || isUnused { try Files.removeTree(entry) }
        }
    }
}
