import Glibc
import Linux
import SystemPackage
import Testing

@Suite("A container's root, which is not to be trusted")
struct RootDirectoryTests {
    private let scratch: ScratchFolder
    private let root: RootDirectory
    private var path: FilePath { scratch.path.appending("root") }
    private let me = FileOwner(user: getuid(), group: getgid())
    private let folderMode = FilePermissions(rawValue: 0o755)

    init() throws {
        scratch = try ScratchFolder()
        try Files.makeDirectories(scratch.path.appending("root"), mode: FilePermissions(rawValue: 0o755))
        try Files.write([7], to: scratch.path.appending("secret"), mode: .ownerReadWrite, durably: false)
        root = try RootDirectory(scratch.path.appending("root"))
    }

    @Test("files are read")
    func reads() throws {
        try Files.write([1, 2, 3], to: path.appending("file"), mode: .ownerReadWrite, durably: false)

        #expect(try root.readFile("/file") == [1, 2, 3])
        #expect(try root.readFile("file", limit: 3) == [1, 2, 3])
        #expect(throws: LinuxError.self) { try root.readFile("file", limit: 2) }
    }

    @Test(
        "nothing leads out", arguments: ["/../secret", "../../secret", "absolute", "relative", "folder/../../secret"])
    func staysInside(name: String) throws {
        try link(scratch.path.appending("secret").string, at: path.appending("absolute"))
        try link("../secret", at: path.appending("relative"))
        try link("..", at: path.appending("folder"))

        let error = #expect(throws: LinuxError.self) { try root.readFile(FilePath(name)) }

        #expect(error?.errno == .noSuchFileOrDirectory)
    }

    @Test("links inside are followed as a process inside would")
    func linksInside() throws {
        try Files.makeDirectories(path.appending("a"), mode: folderMode)
        try Files.write([5], to: path.appending("a").appending("file"), mode: .ownerReadWrite, durably: false)
        try link("/a/file", at: path.appending("link"))

        #expect(try root.readFile("/link") == [5])
    }

    @Test("what is no regular file is refused without being opened", arguments: ["pipe", "folder"])
    func onlyFiles(name: String) throws {
        #expect(path.appending("pipe").withPlatformString { mkfifo($0, 0o600) } == 0)
        try Files.makeDirectory(path.appending("folder"), mode: folderMode)

        #expect(throws: LinuxError.self) { try root.readFile(FilePath(name)) }
    }

    @Test("folders are made with their parents")
    func makesFolders() throws {
        try root.makeDirectories("/a/b/../c", owner: me, mode: folderMode)

        #expect(mode(of: path.appending("a")) == 0o755)
        #expect(mode(of: path.appending("a").appending("c")) == 0o755)
        #expect(try root.isDirectory("a/b"))
    }

    @Test("what is there stays as it is")
    func keepsFolders() throws {
        try Files.makeDirectory(path.appending("a"), mode: FilePermissions(rawValue: 0o700))

        try root.makeDirectories("/a/b", owner: me, mode: folderMode)
        try root.makeDirectories("/a", owner: me, mode: folderMode)

        #expect(mode(of: path.appending("a")) == 0o700)
    }

    @Test("folders behind an absolute link are made inside")
    func makesBehindLink() throws {
        try Files.makeDirectory(path.appending("var"), mode: folderMode)
        try link("/var", at: path.appending("link"))

        try root.makeDirectories("/link/lib", owner: me, mode: folderMode)

        #expect(Files.exists(path.appending("var").appending("lib")))
    }

    @Test("a file in the way, or a link that leads nowhere, is an error")
    func inTheWay() throws {
        try Files.write([], to: path.appending("file"), mode: .ownerReadWrite, durably: false)
        try link("/nowhere", at: path.appending("dangling"))

        #expect(throws: LinuxError.self) { try root.makeDirectories("/file/a", owner: me, mode: folderMode) }
        #expect(throws: LinuxError.self) { try root.makeDirectories("/dangling", owner: me, mode: folderMode) }
        #expect(try Files.entries(of: scratch.path).sorted() == ["root", "secret"])
    }

    @Test(
        "new folders belong to the owner, whatever the umask and the parent's group, and this thread stays who it is",
        .enabled(if: isRoot, "only root may give files away"))
    func ownedFolders() throws {
        try Files.makeDirectory(path.appending("shared"), mode: FilePermissions(rawValue: 0o2755))
        try Files.setOwner(FileOwner(user: 5, group: 6), of: path.appending("shared"))
        let previous = umask(0o077)
        defer { umask(previous) }

        try root.makeDirectories("/shared/a/b", owner: FileOwner(user: 1000, group: 2000), mode: folderMode)

        for name in ["shared/a", "shared/a/b"] {
            let made = path.appending(FilePath(name).components)
            #expect(owner(of: made) == FileOwner(user: 1000, group: 2000))
            #expect(mode(of: made) == 0o755)
        }
        let status = String(decoding: try Files.read("/proc/thread-self/status"), as: UTF8.self)
        #expect(status.contains("Uid:\t0\t0\t0\t0"))
        #expect(status.contains("Gid:\t0\t0\t0\t0"))
    }
}
