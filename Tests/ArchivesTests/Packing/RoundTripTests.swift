import Glibc
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import Archives

@Suite("An archive that was packed")
struct RoundTripTests {
    @Test("comes out as the same tree")
    func same() throws {
        let (tree, copy) = (try ArchiveSandbox.sample(), try ArchiveSandbox())

        let packed = try ArchiveSandbox.pack(tree.destination.string + "/")
        try copy.unpack(packed.bytes, .image)

        let (expected, actual) = (try TreeSnapshot(tree.destination), try TreeSnapshot(copy.destination))
        #expect(packed.problem == nil)
        #expect(actual.names == expected.names)
        for name in expected.names { #expect(actual[name] == expected[name], "\(name)") }
    }

    @Test("is the same archive each time")
    func stable() throws {
        let tree = try ArchiveSandbox.sample()

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
