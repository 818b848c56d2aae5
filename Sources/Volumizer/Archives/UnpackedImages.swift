import Guardian
import Linux
import LinuxAsync
import Logging
import SystemPackage

/// An archive that has been unpacked.
struct UnpackedImage: Hashable, Sendable {
    /// Its folder in the folder of images.
    let folder: FilePath

    /// The image's files.
    var rootFS: FilePath { folder.appending("rootfs") }
    /// Which image it is, and how big.
    var size: FilePath { folder.appending("image.json") }
}

/// Images that are tar archives: each is unpacked once, for all containers.
final class UnpackedImages: Sendable {
    private static let openMode = FilePermissions(rawValue: 0o755)

    private let folder: ImageFolder
    private let unpacker: any ImageUnpacking
    private let system: AsyncSystem
    private let log: Logger
    private let turns = KeyedLock<ImageKey>()

    /// Images in `folder`.
    init(folder: ImageFolder, unpacker: any ImageUnpacking, system: AsyncSystem, log: Logger) {
        (self.folder, self.unpacker, self.system, self.log) = (folder, unpacker, system, log)
    }

    /// What is in the archive at `path`, unpacked if it is not there or the file has changed since. Whoever wants the
    /// same one waits.
    func image(of path: FilePath) async throws -> UnpackedImage {
        let archive = try await system.blocking { try Self.open(path) }
        defer { archive.file.closeIgnoringErrors() }
        let image = place(ImageKey(archive: path, status: archive.status))
        try await turns.withLock(archive.key) {
            if try await system.blocking({ Files.exists(image.size) && Files.exists(image.rootFS) }) { return }
            // Somebody took a part of it away.
            try await system.blocking { try Files.removeTree(image.folder) }
            try await unpack(archive, as: image)
        }
        return image
    }

    /// Where the archive at `path` is, or would be, unpacked to.
    func place(of path: FilePath, _ status: FileStatus) -> UnpackedImage {
        place(ImageKey(archive: path, status: status))
    }

    private func place(_ key: ImageKey) -> UnpackedImage { UnpackedImage(folder: folder.path.appending(key.name)) }

    private func unpack(_ archive: OpenArchive, as image: UnpackedImage) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        var contents = UnpackedContents(size: TreeSize())
        try await folder.prepare(archive.key.name) { temporary in
            let new = UnpackedImage(folder: temporary)
            try await system.blocking { try Files.makeDirectories(new.rootFS, mode: Self.openMode) }
            contents = try await unpack(archive, to: new.rootFS)
            let size = StoredSize(path: archive.path, size: contents.size)
            try await system.blocking {
                try Self.check(new, of: archive)
                try size.write(to: new.size, durably: true)
            }
        }
        report(contents, of: archive.path, in: image.folder, took: clock.now - start)
    }

    private func unpack(_ archive: OpenArchive, to destination: FilePath) async throws -> UnpackedContents {
        do {
            return try await unpacker.unpack(archive.file, to: destination)
        } catch UnpackingError.refused(let reason) {
            throw VolumizerError.imageUnusable(archive.path, reason: reason)
        } catch UnpackingError.broken(let reason) {
            throw VolumizerError.unpackingFailed(archive.path, reason: reason)
        }
    }

    private static func check(_ image: UnpackedImage, of archive: OpenArchive) throws {
        guard try !Files.entries(of: image.rootFS).isEmpty else { throw VolumizerError.imageEmpty(archive.path) }
        guard try FileStatus.of(archive.file) == archive.status else {
            throw VolumizerError.imageUnusable(archive.path, reason: "it was changed while it was unpacked")
        }
    }

    private func report(_ contents: UnpackedContents, of image: FilePath, in folder: FilePath, took time: Duration) {
        log.info(
            "volumizer.image-unpacked",
            metadata: [
                "image": "\(image)", "folder": "\(folder)", "bytes": "\(contents.size.bytes)",
                "inodes": "\(contents.size.inodes)", "took": "\(time)",
            ])
        guard let omissions = contents.omissions else { return }
        log.warning("volumizer.image-incomplete", metadata: ["image": "\(image)", "omissions": "\(omissions)"])
    }

    private struct OpenArchive: Sendable {
        let path: FilePath
        let file: FileDescriptor
        let status: FileStatus
        var key: ImageKey { ImageKey(archive: path, status: status) }
    }

    /// Opens the file at `path`; anything else that may be there by now is refused unopened.
    private static func open(_ path: FilePath) throws -> OpenArchive {
        let file: FileDescriptor
        do {
            file = try RootDirectory("/").openFile(path)
        } catch  where error.errno == nil {
            throw VolumizerError.imageSpecial(path)
        } catch {
            throw VolumizerError.imageUnreadable(path, reason: error.errno?.description ?? error.description)
        }
        do {
            return OpenArchive(path: path, file: file, status: try FileStatus.of(file))
        } catch {
            file.closeIgnoringErrors()
            throw error
        }
    }
}
