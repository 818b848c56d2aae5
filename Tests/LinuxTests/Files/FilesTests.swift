import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Files by path")
struct FilesTests {
    private let scratch: ScratchFolder
    private var folder: FilePath { scratch.path }

    init() throws { scratch = try ScratchFolder() }

    @Test("what was written is read, with the mode asked for, and leaves nothing beside it", arguments: [true, false])
    func writeAndRead(durably: Bool) throws {
        let path = folder.appending("file")
        let previous = umask(0o077)
        defer { umask(previous) }

        try Files.write([1, 2], to: path, mode: FilePermissions(rawValue: 0o666), durably: durably)
        try Files.write([3], to: path, mode: FilePermissions(rawValue: 0o644), durably: durably)

        #expect(try Files.read(path) == [3])
        #expect(mode(of: path) == 0o644)
        #expect(try Files.entries(of: folder) == ["file"])
    }

    @Test("a write that fails leaves nothing beside the file")
    func failedWrite() throws {
        let path = folder.appending("taken")
        try Files.makeDirectory(path, mode: FilePermissions(rawValue: 0o755))

        #expect(throws: LinuxError.self) { try Files.write([1], to: path, mode: .ownerReadWrite, durably: false) }

        #expect(try Files.entries(of: folder) == ["taken"])
    }

    @Test("a copy has the contents and the mode asked for, unless there is too much")
    func copies() throws {
        let (source, path) = (folder.appending("source"), folder.appending("copy"))
        try Files.write([1, 2, 3], to: source, mode: .ownerReadWrite, durably: false)

        try Files.copy(source, to: path, mode: FilePermissions(rawValue: 0o755), limit: 3)

        #expect(try Files.read(path) == [1, 2, 3])
        #expect(mode(of: path) == 0o755)
        #expect(throws: LinuxError.malformed(path: source.string, reason: "longer than 2 bytes")) {
            try Files.copy(source, to: path, mode: .ownerReadWrite, limit: 2)
        }
        #expect(try Files.entries(of: folder).sorted() == ["copy", "source"])
    }

    @Test("files without a size are read to their end")
    func readsProc() throws {
        #expect(try Files.read("/proc/self/status").isEmpty == false)
    }

    @Test("a file of exactly the limit is read, a longer one is refused", arguments: [0, 1, 4096, 10_000])
    func limit(_ size: Int) throws {
        let path = folder.appending("file")
        try Files.write([UInt8](repeating: 7, count: size), to: path, mode: .ownerReadWrite, durably: false)

        #expect(try Files.read(path, limit: size).count == size)
        if size > 0 { #expect(throws: LinuxError.self) { try Files.read(path, limit: size - 1) } }
    }

    @Test("a missing file is named in the error")
    func missing() {
        let path = folder.appending("nothing")

        let error = #expect(throws: LinuxError.self) { try Files.read(path) }

        #expect(error?.errno == .noSuchFileOrDirectory)
        #expect(error?.description.contains(path.string) == true)
    }

    @Test("a folder that is there is fine, a file in its place is not")
    func makeDirectory() throws {
        let path = folder.appending("a/b/c")

        try Files.makeDirectories(path, mode: FilePermissions(rawValue: 0o711))
        try Files.makeDirectory(path, mode: FilePermissions(rawValue: 0o700))
        try Files.write([], to: path.appending("file"), mode: .ownerReadWrite, durably: false)

        #expect(mode(of: path) == 0o711)
        let error = #expect(throws: LinuxError.self) {
            try Files.makeDirectory(path.appending("file"), mode: FilePermissions(rawValue: 0o700))
        }
        #expect(error?.errno == .fileExists)
    }

    @Test("removing and finding what is not there")
    func absent() throws {
        let path = folder.appending("nothing")

        try Files.remove(path)
        try Files.removeTree(path)
        try Files.removeTree(path.appending("deeper"))

        #expect(!Files.exists(path))
    }

    @Test("a lock is held until it is given up")
    func lock() throws {
        let path = folder.appending("lock")

        var held = try FileLock.tryExclusive(path)
        let wasGiven = held != nil
        let wasRefused = try FileLock.tryExclusive(path) == nil
        withExtendedLifetime(held) {}
        held = nil

        #expect(wasGiven)
        #expect(wasRefused)
        #expect(try FileLock.tryExclusive(path) != nil)
    }

    @Test("a file is read from where it was, from its start when it was cut, and its end when there is too much")
    func readFrom() throws {
        let folder = try ScratchFolder()
        let path = folder.path.appending("log")
        try Files.write(Array("0123456789".utf8), to: path, mode: .ownerReadWrite, durably: false)

        #expect(try Files.read(path, from: 4) == Array("456789".utf8))
        #expect(try Files.read(path, from: 10) == [])
        #expect(try Files.read(path, from: 11) == Array("0123456789".utf8))
        #expect(try Files.read(path, from: 4, limit: 3) == Array("789".utf8))
    }

    @Test("a new folder is none that is there")
    func newFolder() throws {
        let folder = try ScratchFolder()
        let path = folder.path.appending("new")

        try Files.makeNewDirectory(path, mode: FilePermissions(rawValue: 0o711))

        #expect(mode(of: path) == 0o711)
        #expect(throws: LinuxError.failed(operation: "make folder", subject: path.string, errno: .fileExists)) {
            try Files.makeNewDirectory(path, mode: FilePermissions(rawValue: 0o700))
        }
    }
}
