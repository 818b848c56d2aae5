import CGuardian
import Glibc
public import SystemPackage

/// The root of a container's files, whose contents are not to be trusted: every path is resolved as a process sees it
/// that has this as its root directory, so that links and `..` never lead out.
public final class RootDirectory: Sendable {
    let descriptor: FileDescriptor
    private let name: String

    /// The folder at `path`, for example `/proc/PID/root`.
    public init(_ path: FilePath) throws(LinuxError) {
        (descriptor, name) = (try Files.openPlace(path), path.string)
    }

    /// Takes over the descriptor of a folder.
    public init(owning descriptor: FileDescriptor) {
        (self.descriptor, name) = (descriptor, "descriptor \(descriptor.rawValue)")
    }

    deinit { descriptor.closeIgnoringErrors() }

    /// Whether `path` leads to something.
    public func exists(_ path: FilePath) throws(LinuxError) -> Bool {
        do {
            try openPlace(path).closeIgnoringErrors()
            return true
        } catch {
            guard error.errno == .noSuchFileOrDirectory || error.errno == .notDirectory else { throw error }
            return false
        }
    }

    /// Whether `path` leads to a folder.
    public func isDirectory(_ path: FilePath) throws(LinuxError) -> Bool {
        guard try exists(path) else { return false }
        let file = try openPlace(path)
        defer { file.closeIgnoringErrors() }
        return try type(of: file, path) == S_IFDIR
    }

    /// Where `path` leads to, as a path without links from this program's root; it holds as long as nobody moves it.
    public func location(of path: FilePath) throws(LinuxError) -> FilePath {
        let place = try openPlace(path)
        defer { place.closeIgnoringErrors() }
        return try Files.readLink(FilePath("/proc/self/fd/\(place.rawValue)"))
    }

    /// Opens a regular file for reading. Anything else is refused unopened: opening a pipe waits, a device acts.
    ///
    /// - Returns: a close-on-exec descriptor, owned by the caller.
    public func openFile(_ path: FilePath) throws(LinuxError) -> FileDescriptor {
        let file = try openPlace(path)
        defer { file.closeIgnoringErrors() }
        guard try type(of: file, path) == S_IFREG else {
            throw .malformed(path: subject(path), reason: "it is no regular file")
        }
        return FileDescriptor(rawValue: try SystemCall.check("open", subject(path), cg_reopen(file.rawValue)))
    }

    /// Reads a whole regular file.
    ///
    /// - Parameter limit: in bytes; a longer file is `LinuxError.malformed`.
    public func readFile(_ path: FilePath, limit: Int = 4 << 20) throws(LinuxError) -> [UInt8] {
        let file = try openFile(path)
        defer { file.closeIgnoringErrors() }
        var contents: [UInt8] = []
        while let part = try file.readNow(upTo: min(1 << 16, limit - contents.count + 1)), !part.isEmpty {
            contents += part
            guard contents.count <= limit else {
                throw .malformed(path: subject(path), reason: "longer than \(limit) bytes")
            }
        }
        return contents
    }

    /// Makes a folder and its missing parents, all of them with this owner and mode. What is there stays as it is.
    public func makeDirectories(
        _ path: FilePath, owner: FileOwner, mode: FilePermissions
    ) throws(LinuxError) {
        if try isDirectory(path) { return }
        var parent = try openPlace("/", folder: true)
        defer { parent.closeIgnoringErrors() }
        var prefix: FilePath = "/"
        for component in path.components {
            prefix.append(component)
            let next = try openOrMake(prefix, in: parent, owner, mode)
            parent.closeIgnoringErrors()
            parent = next
        }
    }

    private func openOrMake(
        _ path: FilePath, in parent: FileDescriptor, _ owner: FileOwner, _ mode: FilePermissions
    ) throws(LinuxError) -> FileDescriptor {
        do {
            return try openPlace(path, folder: true)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw error }
        }
        let name = path.lastComponent?.string ?? "."
        // As the owner from the start, and not by giving it away afterwards: the folder may have been exchanged by then.
        let answer = cg_make_directory_as(parent.rawValue, name, mode.rawValue, owner.user, owner.group)
        if answer != -EEXIST {
            try SystemCall.check("make folder", subject(path), answer)
            try finish(name, path, in: parent, owner, mode)
        }
        return try openPlace(path, folder: true)
    }

    /// The umask took from the mode, and the parent may have given its group.
    private func finish(
        _ name: String, _ path: FilePath, in parent: FileDescriptor, _ owner: FileOwner, _ mode: FilePermissions
    ) throws(LinuxError) {
        let number = try SystemCall.run("open", subject(path)) {
            openat(parent.rawValue, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        }
        let folder = FileDescriptor(rawValue: number)
        defer { folder.closeIgnoringErrors() }
        var status = stat()
        try SystemCall.run("look at", subject(path)) { fstat(number, &status) }
        guard status.st_uid == owner.user else { return }
        if status.st_gid != owner.group { try folder.setOwner(owner) }
        try SystemCall.run("set mode of", subject(path)) { fchmod(number, mode.rawValue) }
    }

    func openPlace(_ path: FilePath, folder: Bool = false) throws(LinuxError) -> FileDescriptor {
        let answer = path.withPlatformString { cg_open_place_in_root(descriptor.rawValue, $0, folder ? 1 : 0) }
        return FileDescriptor(rawValue: try SystemCall.check("open", subject(path), answer))
    }

    private func type(of file: FileDescriptor, _ path: FilePath) throws(LinuxError) -> mode_t {
        var status = stat()
        try SystemCall.run("look at", subject(path)) { fstat(file.rawValue, &status) }
        return status.st_mode & S_IFMT
    }

    func subject(_ path: FilePath) -> String { "\(path) in \(name)" }
}
