import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Copying a tree for other ids", .enabled(if: isRoot, "only root may give files away"))
struct TreeCopyTests {
    private let scratch: ScratchFolder
    private var source: FilePath { scratch.path.appending("source") }
    private var copy: FilePath { scratch.path.appending("copy") }
    private static let ranges = [
        IDMapping(containerID: 0, hostID: 900_000, size: 1), IDMapping(containerID: 1, hostID: 100_000, size: 5000),
    ]
    private let mapping = UserMapping(users: ranges, groups: ranges)

    init() throws {
        scratch = try ScratchFolder()
        try Files.makeDirectory(source, mode: FilePermissions(rawValue: 0o751))
    }

    private func run() throws {
        let folder = try FileDescriptor.open(source, .readOnly)
        defer { folder.closeIgnoringErrors() }
        try TreeCopy.copy(folder, to: copy, shiftedBy: mapping)
    }

    private func file(_ name: String, mode: mode_t = 0o644, owner: UInt32 = 0) throws -> FilePath {
        let path = source.appending(name)
        try Files.write(Array(name.utf8), to: path, mode: .ownerReadWrite, durably: false)
        try Files.setOwner(FileOwner(user: owner, group: owner), of: path)
        try Files.setMode(FilePermissions(rawValue: mode), of: path)
        return path
    }

    @Test("owners are shifted, those that the mapping does not cover stay")
    func owners() throws {
        for id: UInt32 in [0, 1, 5000, 5001] { _ = try file("\(id)", owner: id) }

        try run()

        #expect(owner(of: copy) == FileOwner(user: 900_000, group: 900_000))
        for (id, expected) in [(0, 900_000), (1, 100_000), (5000, 104_999), (5001, 5001)] as [(Int, UInt32)] {
            #expect(owner(of: copy.appending("\(id)")) == FileOwner(user: expected, group: expected))
        }
    }

    @Test("modes are kept, set-user-id and all, whatever the umask", arguments: [0o4755, 0o2750, 0o600, 0o000, 0o1777])
    func modes(mode: mode_t) throws {
        _ = try file("file", mode: mode, owner: 3)
        try Files.makeDirectory(source.appending("folder"), mode: FilePermissions(rawValue: mode))
        let previous = umask(0o077)
        defer { umask(previous) }

        try run()

        #expect(Self.mode(copy.appending("file")) == mode)
        #expect(Self.mode(copy.appending("folder")) == mode)
        #expect(Self.mode(copy) == 0o751)
    }

    @Test("contents, times, links and hard links are kept")
    func contents() throws {
        let first = try file("first")
        try link("nowhere/at all", at: source.appending("link"))
        try Files.makeDirectory(source.appending("folder"), mode: FilePermissions(rawValue: 0o755))
        #expect(Glibc.link(first.string, source.appending("folder").appending("second").string) == 0)
        var times = [timespec(tv_sec: 1, tv_nsec: 5), timespec(tv_sec: 1_000_000, tv_nsec: 7)]
        #expect(utimensat(AT_FDCWD, source.appending("folder").string, &times, 0) == 0)

        try run()

        #expect(try Files.read(copy.appending("first")) == Array("first".utf8))
        #expect(try linkTarget(copy.appending("link").string) == "nowhere/at all")
        #expect(owner(of: copy.appending("link")) == FileOwner(user: 900_000, group: 900_000))
        let inodes = try ["first", "folder/second"].map {
            try status(of: copy.appending(FilePath($0).components)).st_ino
        }
        #expect(inodes[0] == inodes[1])
        let folder = try status(of: copy.appending("folder"))
        #expect((folder.st_mtim.tv_sec, folder.st_mtim.tv_nsec) == (1_000_000, 7))
    }

    @Test("pipes, sockets and device nodes are kept")
    func nodes() throws {
        for (name, type) in [("pipe", S_IFIFO), ("socket", S_IFSOCK), ("device", S_IFCHR)] {
            #expect(mknod(source.appending(name).string, type | 0o600, 0x103) == 0)
            try Files.setMode(FilePermissions(rawValue: 0o626), of: source.appending(name))
        }

        try run()

        for (name, type) in [("pipe", S_IFIFO), ("socket", S_IFSOCK), ("device", S_IFCHR)] {
            #expect(try status(of: copy.appending(name)).st_mode == type | 0o626)
        }
        #expect(try status(of: copy.appending("device")).st_rdev == 0x103)
    }

    @Test("a file larger than one call copies is whole")
    func large() throws {
        let path = try file("large")
        #expect(truncate(path.string, 3 << 20) == 0)

        try run()

        #expect(try status(of: copy.appending("large")).st_size == 3 << 20)
    }

    @Test("a target that is there is refused")
    func exists() throws {
        try Files.makeDirectory(copy, mode: FilePermissions(rawValue: 0o755))

        #expect(throws: LinuxError.self) { try run() }
    }

    private static func mode(_ path: FilePath) -> UInt32 { LinuxTests.mode(of: path) }
}
