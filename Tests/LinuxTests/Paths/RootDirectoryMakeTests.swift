import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Places made in a container's root")
struct RootDirectoryMakeTests {
    private let scratch: ScratchFolder
    private let root: RootDirectory
    private var path: FilePath { scratch.path.appending("root") }
    private let mode = FilePermissions(rawValue: 0o755)

    init() throws {
        scratch = try ScratchFolder()
        try Files.makeDirectory(scratch.path.appending("root"), mode: FilePermissions(rawValue: 0o755))
        try Files.makeDirectory(scratch.path.appending("outside"), mode: FilePermissions(rawValue: 0o755))
        root = try RootDirectory(scratch.path.appending("root"))
    }

    @Test("folders are made as deep as need be, and found the next time", arguments: ["a", "/a/b/c", "/a//b/"])
    func folders(_ name: String) throws {
        for _ in 0..<2 {
            let folder = try root.makeFolder(FilePath(name), mode: mode)
            defer { folder.closeIgnoringErrors() }

            #expect(try FileStatus.of(folder).isDirectory)
            #expect(
                try FolderEntry.location(of: folder)
                    == path.appending(FilePath(name).components.map(\.string).joined(separator: "/")))
        }
    }

    @Test("links to folders are followed inside, as deep as they lead")
    func links() throws {
        try Files.makeDirectory(path.appending("real"), mode: mode)
        try link("/real", at: path.appending("absolute"))
        try link("../../../real", at: path.appending("up"))

        try root.makeFolder("/absolute/x/y", mode: mode).closeIgnoringErrors()
        try root.makeFolder("/up/z", mode: mode).closeIgnoringErrors()

        #expect(Files.exists(path.appending("real/x/y")))
        #expect(Files.exists(path.appending("real/z")))
    }

    @Test(
        "nothing is made outside, through whatever link",
        arguments: ["/out/x", "/dangling", "/dangling/x", "/file/x", "/new/../../outside/x", "/proc/x"])
    func refuses(_ name: String) throws {
        try link(scratch.path.appending("outside").string, at: path.appending("out"))
        try link(scratch.path.appending("outside/new").string, at: path.appending("dangling"))
        try link("/proc/self/root", at: path.appending("proc"))
        try Files.write([], to: path.appending("file"), mode: .ownerReadWrite, durably: false)

        #expect(throws: LinuxError.self) { try root.makeFolder(FilePath(name), mode: mode) }

        #expect(try Files.entries(of: scratch.path.appending("outside")).isEmpty)
        #expect(!Files.exists(path.appending("new/x")))
    }

    @Test("a file is made with its folders, once, and what is there stays")
    func files() throws {
        let file = try root.makeFile("/etc/deep/hosts", mode: .ownerReadWrite, folderMode: mode)
        file.closeIgnoringErrors()
        try Files.write([1], to: path.appending("etc/deep/hosts"), mode: .ownerReadWrite, durably: false)

        try root.makeFile("/etc/deep/hosts", mode: .ownerReadWrite, folderMode: mode).closeIgnoringErrors()

        #expect(try root.readFile("/etc/deep/hosts") == [1])
    }

    @Test("a file is not made through a link that leads nowhere")
    func danglingFile() throws {
        try link(scratch.path.appending("outside/new").string, at: path.appending("hosts"))

        #expect(throws: LinuxError.self) { try root.makeFile("/hosts", mode: .ownerReadWrite, folderMode: mode) }

        #expect(try Files.entries(of: scratch.path.appending("outside")).isEmpty)
    }

    @Test("what was exchanged since it was opened is found out")
    func exchanged() throws {
        let folder = try root.makeFolder("/a/b", mode: mode)
        defer { folder.closeIgnoringErrors() }
        try root.verify(folder, isAt: "/a/b")

        try Files.rename(path.appending("a"), to: path.appending("moved"))
        try link("/moved2", at: path.appending("a"))
        try Files.makeDirectories(path.appending("moved2/b"), mode: mode)
        let error = #expect(throws: LinuxError.self) { try root.verify(folder, isAt: "/a/b") }

        #expect(error?.errno == .staleNFSFileHandle)
    }

    @Test("a link is made once, read by descriptor, and never followed")
    func madeLinks() throws {
        let folder = try root.makeFolder("/", mode: mode)
        defer { folder.closeIgnoringErrors() }

        try FolderEntry.makeLink("fd", to: "/proc/self/fd", in: folder)
        try FolderEntry.makeLink("fd", to: "/elsewhere", in: folder)
        let place = try root.place("/fd", followsLast: false)
        defer { place.closeIgnoringErrors() }

        #expect(try FileStatus.of(place).type == .link)
        #expect(try FolderEntry.target(ofLink: place) == "/proc/self/fd")
        try Files.makeDirectory(path.appending("folder"), mode: mode)
        let error = #expect(throws: LinuxError.self) { try FolderEntry.makeLink("folder", to: "x", in: folder) }
        #expect(error?.errno == .fileExists)
    }

    @Test("modes are set by descriptors of places")
    func modes() throws {
        let folder = try root.makeFolder("/a", mode: mode)
        defer { folder.closeIgnoringErrors() }

        try FolderEntry.setMode(FilePermissions(rawValue: 0o1777), of: folder)
        try FolderEntry.setOwner(FileOwner(user: getuid(), group: getgid()), of: folder)

        #expect(LinuxTests.mode(of: path.appending("a")) == 0o1777)
    }

    @Test("resolution refuses what it is told to refuse")
    func resolution() throws {
        try link("/etc", at: path.appending("link"))
        let folder = try root.place("/")
        defer { folder.closeIgnoringErrors() }

        func errno(_ how: Resolution, _ path: FilePath) -> Errno? {
            do {
                try how.openPlace(path, from: folder).closeIgnoringErrors()
                return nil
            } catch {
                return error.errno
            }
        }

        #expect(errno(.noLinks, "link") == .tooManySymbolicLinkLevels)
        #expect(errno(.beneath, "link") == .improperLink)
        #expect(errno(.beneath, "..") == .improperLink)
        #expect(errno(.inRoot, "..") == nil)
        #expect(errno(.noMounts, "/proc") == .improperLink)
        #expect(errno(.noMagicLinks, "/proc/self/exe") == .tooManySymbolicLinkLevels)
    }

    @Test("/dev/null is the device 1:3")
    func null() throws {
        let null = try DeviceNode.openNull()
        defer { null.closeIgnoringErrors() }

        #expect(try FileStatus.of(null).represented.description == "1:3")
        #expect(throws: LinuxError.self) { try DeviceNode.openNull("/etc/passwd") }
    }
}
