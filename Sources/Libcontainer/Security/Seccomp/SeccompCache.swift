import Glibc
import Linux
import SystemPackage

/// Programs that were made before, in a folder that only the runtime's user can look into or write to.
///
/// Nothing about it is an error: without it programs are made again. A file is believed only if it is the runtime's
/// user's own and nobody else could write to it, is whole, and was made from just the same profile.
struct SeccompCache {
    /// The most programs that are kept; the oldest go first.
    static let limit = 64
    /// Profiles that are larger are not kept, bytes.
    private static let keyLimit = 256 << 10

    private let path: FilePath
    private let folder: FolderDescriptor

    /// Where a runtime whose state is below `root` keeps them.
    static func folder(belowRoot root: FilePath) -> FilePath { root.appending(".cache/seccomp") }

    /// Opens the folder; it and the one that it is in are made if need be.
    ///
    /// - Returns: nil when it cannot be used.
    init?(_ path: FilePath) {
        do {
            let parent = try Self.open(path.removingLastComponent())
            guard try Self.isOwn(parent.descriptor, .directory) else { return nil }
            folder = try Self.open(path)
            guard try Self.isOwn(folder.descriptor, .directory) else { return nil }
        } catch {
            return nil
        }
        self.path = path
    }

    /// The program; nil when there is none that can be believed.
    func program(for key: SeccompKey) -> [UInt8]? {
        do {
            let how: Resolution = [.beneath, .noLinks, .noMounts]
            let file = FolderDescriptor(
                try how.open(FilePath(key.name), from: folder.descriptor, flags: O_RDONLY | O_NONBLOCK))
            guard try Self.isOwn(file.descriptor, .regular) else { return nil }
            let most = SeccompFile.headerSize + Self.keyLimit + SeccompCompiler.limit * 8
            var bytes: [UInt8] = []
            while let part = try file.descriptor.readNow(upTo: 32 << 10), !part.isEmpty {
                bytes += part
                guard bytes.count <= most else { return nil }
            }
            return SeccompFile.program(in: bytes, for: key)
        } catch {
            return nil
        }
    }

    /// Keeps a program.
    func store(_ program: [UInt8], for key: SeccompKey) {
        guard key.bytes.count <= Self.keyLimit else { return }
        do {
            try makeRoom()
            try Files.write(
                SeccompFile.bytes(of: program, for: key), to: path.appending(key.name), mode: .ownerReadWrite,
                durably: false)
        } catch {
            // It is made again the next time.
        }
    }

    private func makeRoom() throws(LinuxError) {
        let names = try Files.entries(of: path)
        guard names.count >= Self.limit else { return }
        var ages: [(name: String, seconds: Int, nanoseconds: Int)] = []
        for name in names {
            // Somebody else who makes room may have been here first.
            guard let status = try? FileStatus.of(path.appending(name)) else { continue }
            ages.append((name, status.modifiedSeconds, status.modifiedNanoseconds))
        }
        ages.sort { ($0.seconds, $0.nanoseconds) < ($1.seconds, $1.nanoseconds) }
        for old in ages.prefix(ages.count - Self.limit + 1) { try Files.remove(path.appending(old.name)) }
    }

    /// Closes itself.
    private final class FolderDescriptor {
        let descriptor: FileDescriptor
        init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }
        deinit { descriptor.closeIgnoringErrors() }
    }

    private static func open(_ path: FilePath) throws(LinuxError) -> FolderDescriptor {
        do {
            return try openExisting(path)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw error }
            try Files.makeDirectory(path, mode: .ownerReadWriteExecute)
            return try openExisting(path)
        }
    }

    private static func openExisting(_ path: FilePath) throws(LinuxError) -> FolderDescriptor {
        let number = path.withPlatformString { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        guard number >= 0 else { throw .failed(operation: "open", subject: path.string, errno: Errno(rawValue: errno)) }
        return FolderDescriptor(FileDescriptor(rawValue: number))
    }

    /// Whether it is of the type, this user's, and nobody else's to write to.
    private static func isOwn(_ file: FileDescriptor, _ type: Linux.FileType) throws(LinuxError) -> Bool {
        let status = try FileStatus.of(file)
        return status.type == type && status.owner.user == geteuid() && status.mode.rawValue & 0o077 == 0
    }
}
