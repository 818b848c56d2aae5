import CGuardian
import Glibc
public import SystemPackage

/// Small files and folders by path. Everything that is opened is close-on-exec.
public enum Files {
    /// Reads a whole file.
    ///
    /// - Parameter limit: in bytes; a longer file is `LinuxError.malformed`.
    public static func read(_ path: FilePath, limit: Int = 16 << 20) throws(LinuxError) -> [UInt8] {
        let file = try open(path, O_RDONLY)
        defer { file.closeIgnoringErrors() }
        // Files in /proc have no size, so it is read until the end; most fit the first part.
        var contents: [UInt8] = []
        while true {
            let part: [UInt8]?
            do {
                part = try file.readNow(upTo: min(max(4096, contents.count), limit - contents.count + 1))
            } catch {
                throw .failed(operation: "read", subject: path.string, errno: error.errno ?? .ioError)
            }
            guard let part, !part.isEmpty else { return contents }
            contents += part
            guard contents.count <= limit else {
                throw .malformed(path: path.string, reason: "longer than \(limit) bytes")
            }
        }
    }

    /// Reads what is in a file from `offset` on, or all of it when it is shorter; of more than `limit` bytes, the last.
    public static func read(_ path: FilePath, from offset: Int64, limit: Int = 16 << 20) throws(LinuxError) -> [UInt8] {
        let file = try open(path, O_RDONLY)
        defer { file.closeIgnoringErrors() }
        let size = try FileStatus.of(file).size
        let start = max(offset <= size ? offset : 0, size - Int64(limit))
        try SystemCall.run("read", path.string) { lseek(file.rawValue, off_t(start), SEEK_SET) }
        var contents: [UInt8] = []
        while contents.count < limit, let part = try file.readNow(upTo: limit - contents.count), !part.isEmpty {
            contents += part
        }
        return contents
    }

    /// Whether there is something at `path`; a link that leads nowhere is something.
    public static func exists(_ path: FilePath) -> Bool {
        var status = stat()
        return path.withPlatformString { lstat($0, &status) } == 0
    }

    /// The names in a folder, without `.` and `..`, in no order. Names that are not UTF-8 come repaired.
    public static func entries(of path: FilePath) throws(LinuxError) -> [String] {
        let folder = try open(path, O_RDONLY | O_DIRECTORY)
        return try names(in: folder, path).map {
            String(decoding: $0.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    /// Removes a file; nothing there is fine.
    public static func remove(_ path: FilePath) throws(LinuxError) {
        try ignoringAbsence { () throws(LinuxError) in
            _ = try SystemCall.run("remove", path.string) { path.withPlatformString { unlink($0) } }
        }
    }

    /// Makes a folder with exactly this mode; one that is there is fine and keeps its own.
    public static func makeDirectory(_ path: FilePath, mode: FilePermissions) throws(LinuxError) {
        let answer = path.withPlatformString { mkdir($0, mode.rawValue) }
        if answer == 0 { return try setMode(mode, of: path) }
        var status = stat()
        let number = errno
        if number == EEXIST, path.withPlatformString({ stat($0, &status) }) == 0, status.st_mode & S_IFMT == S_IFDIR {
            return
        }
        throw .failed(operation: "make folder", subject: path.string, errno: Errno(rawValue: number))
    }

    /// Makes a folder that was not there before, with exactly this mode. Errno `.fileExists`: something is there.
    public static func makeNewDirectory(_ path: FilePath, mode: FilePermissions) throws(LinuxError) {
        try SystemCall.run("make folder", path.string) { path.withPlatformString { mkdir($0, mode.rawValue) } }
        try setMode(mode, of: path)
    }

    /// Makes a folder with exactly this mode, and its parents with 0755 and the mode's owner bits.
    public static func makeDirectories(_ path: FilePath, mode: FilePermissions) throws(LinuxError) {
        let parent = path.removingLastComponent()
        if !parent.isEmpty, parent != path, !exists(parent) {
            try makeDirectories(parent, mode: FilePermissions(rawValue: 0o755))
        }
        try makeDirectory(path, mode: mode)
    }

    /// Changes a file's mode, follows links.
    public static func setMode(_ mode: FilePermissions, of path: FilePath) throws(LinuxError) {
        try SystemCall.run("set mode of", path.string) { path.withPlatformString { chmod($0, mode.rawValue) } }
    }

    /// Changes a file's owner; of a link, that of the link itself.
    public static func setOwner(_ owner: FileOwner, of path: FilePath) throws(LinuxError) {
        try SystemCall.run("set owner of", path.string) {
            path.withPlatformString { lchown($0, owner.user, owner.group) }
        }
    }

    /// Renames within one file system; replaces a file at `destination`.
    public static func rename(_ path: FilePath, to destination: FilePath) throws(LinuxError) {
        try SystemCall.run("rename \(path) to", destination.string) {
            path.withPlatformString { old in destination.withPlatformString { new in Glibc.rename(old, new) } }
        }
    }
}

extension Files {
    /// What a symbolic link says.
    public static func readLink(_ path: FilePath) throws(LinuxError) -> FilePath {
        var text = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        try SystemCall.run("read link", path.string) {
            path.withPlatformString { readlink($0, &text, Int(PATH_MAX)) }
        }
        return FilePath(platformString: text)
    }

    /// Opens a close-on-exec descriptor, owned by the caller.
    static func open(
        _ path: FilePath, _ flags: Int32, mode: FilePermissions = []
    ) throws(LinuxError) -> FileDescriptor {
        let number = try SystemCall.run("open", path.string) {
            path.withPlatformString { Glibc.open($0, flags | O_CLOEXEC, mode.rawValue) }
        }
        return FileDescriptor(rawValue: number)
    }

    /// Opens a folder only as a place to start paths from; owned by the caller.
    static func openPlace(_ folder: FilePath) throws(LinuxError) -> FileDescriptor {
        let answer = folder.withPlatformString { cg_open_place($0) }
        return FileDescriptor(rawValue: try SystemCall.check("open", folder.string, answer))
    }

    /// Calls `body`, for which a file that is not there is as good as one that it removed.
    static func ignoringAbsence(_ body: () throws(LinuxError) -> Void) throws(LinuxError) {
        do {
            try body()
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw error }
        }
    }

    /// The names in a folder as C strings, without `.` and `..`. Takes `folder` over and closes it.
    static func names(in folder: FileDescriptor, _ path: FilePath) throws(LinuxError) -> [[CChar]] {
        guard let stream = fdopendir(folder.rawValue) else {
            let number = errno
            folder.closeIgnoringErrors()
            throw .failed(operation: "list", subject: path.string, errno: Errno(rawValue: number))
        }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno != 0 else { return names }
                throw .failed(operation: "list", subject: path.string, errno: Errno(rawValue: errno))
            }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                Array($0.bindMemory(to: CChar.self).prefix { $0 != 0 })
            }
            let dot = CChar(bitPattern: UInt8(ascii: "."))
            if name != [dot], name != [dot, dot] { names.append(name + [0]) }
        }
    }
}
