import Glibc
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import Archives

@Suite("An archive that was packed")
struct RoundTripTests {
    /// A tree with one of everything.
    private func makeTree() throws -> ArchiveSandbox {
        let tree = try ArchiveSandbox()
        func write(_ name: String, _ contents: [UInt8], _ mode: CInterop.Mode) throws {
            try Files.write(contents, to: tree.path(name), mode: FilePermissions(rawValue: mode), durably: false)
        }
        let long = String(repeating: "very-long-name-", count: 12)
        try Files.makeDirectories(tree.path("a/\(long)/b"), mode: FilePermissions(rawValue: 0o750))
        try write("a/empty", [], 0o600)
        try write("a/program", (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }, 0o6711)
        try write("a/\(long)/b/\(long)", Array("deep".utf8), 0o444)
        try write("a/umlaut ä and \n line", Array("odd".utf8), 0o640)
        #expect(Glibc.link(tree.path("a/program").string, tree.path("hard").string) == 0)
        #expect(symlink("a/empty", tree.path("link").string) == 0)
        #expect(symlink("/nowhere/\(long)\(long)", tree.path("long-link").string) == 0)
        #expect(mkfifo(tree.path("pipe").string, 0o640) == 0)
        #expect(mknod(tree.path("null").string, S_IFCHR | 0o600, 0x103) == 0)
        #expect(lchown(tree.path("link").string, 12, 4_000_000) == 0)
        #expect(chown(tree.path("a/empty").string, 3_000_000, 7) == 0)
        let capability: [UInt8] = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        try tree.setAttribute("user.a=%b", [0x78, 0x3D, 0x0A, 0], of: "a/empty")
        try tree.setAttribute("security.capability", capability, of: "a/empty")
        try tree.setAttribute("user.folder", [1], of: "a")
        try Files.setMode(FilePermissions(rawValue: 0o555), of: tree.path("a/\(long)/b"))
        let times = [timespec(tv_sec: 0, tv_nsec: 0), timespec(tv_sec: -5, tv_nsec: 123_456_789)]
        #expect(utimensat(AT_FDCWD, tree.path("hard").string, times, 0) == 0)
        #expect(utimensat(AT_FDCWD, tree.path("a").string, times, 0) == 0)
        return tree
    }

    @Test("comes out as the same tree")
    func same() throws {
        let (tree, copy) = (try makeTree(), try ArchiveSandbox())

        let packed = try ArchiveSandbox.pack(tree.destination.string + "/")
        try copy.unpack(packed.bytes, .image)

        let (expected, actual) = (try TreeSnapshot(tree.destination), try TreeSnapshot(copy.destination))
        #expect(packed.problem == nil)
        #expect(actual.names == expected.names)
        for name in expected.names { #expect(actual[name] == expected[name], "\(name)") }
    }

    @Test("is the same archive each time")
    func stable() throws {
        let tree = try makeTree()

        let first = try ArchiveSandbox.pack(tree.destination.string)
        let second = try ArchiveSandbox.pack(tree.destination.string)

        #expect(first.bytes == second.bytes)
    }

    @Test(
        "names its members after what was asked for",
        arguments: [
            ("/destination", ["destination/", "destination/f"]), ("/destination/", ["./", "./f"]),
            ("/destination/.", ["./", "./f"]), ("/destination//", ["./", "./f"]), ("/destination/f", ["f"]),
        ])
    func names(suffix: String, names: [String]) throws {
        let tree = try ArchiveSandbox()
        try Files.write([1], to: tree.path("f"), mode: .ownerReadWrite, durably: false)

        let packed = try ArchiveSandbox.pack(tree.destination.removingLastComponent().string + suffix)

        let reader = TarReader(ArchiveInput(BytesSource(packed.bytes)))
        var found: [String] = []
        while let entry = try reader.next() { found.append(entry.name.shown) }
        #expect(found == names)
    }

    @Test("of a link is the link, unless a slash asks for what it leads to")
    func link() throws {
        let tree = try ArchiveSandbox()
        #expect(symlink(tree.outside.string, tree.path("l").string) == 0)

        let link = try TarReader(ArchiveInput(BytesSource(ArchiveSandbox.pack(tree.path("l").string).bytes))).next()
        let folder = try TarReader(
            ArchiveInput(BytesSource(ArchiveSandbox.pack(tree.path("l").string + "/").bytes))
        ).next()

        #expect(link?.kind == .symbolicLink)
        #expect(folder?.kind == .folder)
        #expect(folder?.name == Array("./".utf8))
    }

    @Test("is none when there is nothing to pack")
    func missing() throws {
        let tree = try ArchiveSandbox()

        for path in ["missing", "missing/", "missing/file"] {
            let error = #expect(throws: ArchiveError.self) { try ArchiveSandbox.pack(tree.path(path).string) }
            #expect(error?.description.hasSuffix(": No such file or directory") == true)
        }
        #expect(try Files.entries(of: tree.destination) == [])
    }

    @Test("leaves sockets out")
    func socket() throws {
        let tree = try ArchiveSandbox()
        #expect(mknod(tree.path("socket").string, S_IFSOCK | 0o600, 0) == 0)

        let packed = try ArchiveSandbox.pack(tree.destination.string + "/")

        #expect(packed.problem == nil)
        #expect(packed.bytes.count == 512 * 4 || packed.bytes.count == 512 * 5)
    }
}
