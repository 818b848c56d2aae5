import Glibc
public import SystemPackage

/// How much files take on their disk.
public struct TreeSize: Hashable, Sendable {
    /// What is allocated for them, in bytes.
    public var bytes: UInt64
    /// How many they are, folders among them; a file with several names is one.
    public var inodes: UInt64

    /// A size.
    public init(bytes: UInt64 = 0, inodes: UInt64 = 0) { (self.bytes, self.inodes) = (bytes, inodes) }

    /// Measures a folder with all that is in it, one call per file. No link is followed and no other file system
    /// entered. What others move or remove meanwhile may be missing from the sum, or be in it.
    public static func of(_ folder: FilePath) throws(LinuxError) -> TreeSize {
        let top = try Files.open(folder, O_RDONLY | O_DIRECTORY)
        let meter = try TreeMeter(path: folder, top: top)
        defer { meter.close() }
        try meter.measure()
        return meter.size
    }

    /// Both together.
    public static func + (left: TreeSize, right: TreeSize) -> TreeSize {
        TreeSize(bytes: left.bytes &+ right.bytes, inodes: left.inodes &+ right.inodes)
    }
}

/// One measurement. Holds few descriptors and a list of folders per level, however deep whoever owns the tree made it.
private final class TreeMeter {
    /// Folders down to here stay open while what is in them is measured; from a deeper one the way back is `..`.
    private static let openLevels = 32
    private static let bytesPerBlock: UInt64 = 512

    /// A folder on the way to where the meter is.
    private struct Level {
        /// Nil: closed, to be found again.
        var descriptor: FileDescriptor?
        let inode: ino_t
        /// What is still to be entered.
        var folders: [[CChar]] = []
    }

    private let path: FilePath
    private let device: dev_t
    private var levels: [Level]
    /// Files with several names that have been counted.
    private var counted: Set<ino_t> = []
    private(set) var size = TreeSize()

    /// Takes `top` over, until `close`.
    init(path: FilePath, top: FileDescriptor) throws(LinuxError) {
        var status = stat()
        let answer = fstat(top.rawValue, &status)
        (self.path, device) = (path, status.st_dev)
        levels = [Level(descriptor: top, inode: status.st_ino)]
        if answer < 0 { try fail("look at") }
        add(status)
    }

    func close() {
        for level in levels { level.descriptor?.closeIgnoringErrors() }
        levels = []
    }

    func measure() throws(LinuxError) {
        try list()
        while !levels.isEmpty {
            if let name = levels[levels.count - 1].folders.popLast() { try enter(name) } else { leave() }
        }
    }

    /// Measures what is in the deepest level, and notes the folders in it.
    private func list() throws(LinuxError) {
        guard let folder = levels.last?.descriptor else { return }
        guard let stream = fdopendir(try folder.duplicated().rawValue) else { return try fail("list") }
        defer { closedir(stream) }
        var folders: [[CChar]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                Array($0.bindMemory(to: CChar.self).prefix { $0 != 0 }) + [0]
            }
            if Self.isDots(name) { continue }
            var status = stat()
            // What is gone by now takes no space.
            guard fstatat(folder.rawValue, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR { folders.append(name) } else { add(status) }
        }
        levels[levels.count - 1].folders = folders
    }

    private func enter(_ name: [CChar]) throws(LinuxError) {
        guard let parent = levels.last?.descriptor else { return }
        let number = openat(parent.rawValue, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard number >= 0 else {
            // Somebody removed it, or put something else in its place.
            if [ENOENT, ENOTDIR, ELOOP].contains(errno) { return }
            return try fail("enter a folder in")
        }
        let folder = FileDescriptor(rawValue: number)
        var status = stat()
        guard fstat(number, &status) == 0, status.st_dev == device else { return folder.closeIgnoringErrors() }
        add(status)
        if levels.count > Self.openLevels {
            parent.closeIgnoringErrors()
            levels[levels.count - 1].descriptor = nil
        }
        levels.append(Level(descriptor: folder, inode: status.st_ino))
        try list()
    }

    /// Goes back to the parent. If somebody moved the folder away meanwhile, goes on from the next level that is open.
    private func leave() {
        guard let left = levels.popLast(), let child = left.descriptor else { return }
        defer { child.closeIgnoringErrors() }
        guard let parent = levels.last, parent.descriptor == nil else { return }
        let number = openat(child.rawValue, "..", O_RDONLY | O_DIRECTORY | O_NONBLOCK | O_CLOEXEC)
        var status = stat()
        if number >= 0, fstat(number, &status) == 0, status.st_dev == device, status.st_ino == parent.inode {
            levels[levels.count - 1].descriptor = FileDescriptor(rawValue: number)
            return
        }
        if number >= 0 { FileDescriptor(rawValue: number).closeIgnoringErrors() }
        while let level = levels.last, level.descriptor == nil { levels.removeLast() }
    }

    private func add(_ status: stat) {
        if status.st_nlink > 1, status.st_mode & S_IFMT != S_IFDIR, !counted.insert(status.st_ino).inserted { return }
        size = size + TreeSize(bytes: UInt64(max(status.st_blocks, 0)) &* Self.bytesPerBlock, inodes: 1)
    }

    private static func isDots(_ name: [CChar]) -> Bool {
        let dot = CChar(bitPattern: UInt8(ascii: "."))
        return name == [dot, 0] || name == [dot, dot, 0]
    }

    private func fail(_ operation: String) throws(LinuxError) {
        throw .failed(operation: operation, subject: path.string, errno: Errno(rawValue: errno))
    }
}
