import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Measuring a tree")
struct TreeSizeTests {
    private let scratch: ScratchFolder
    private var tree: FilePath { scratch.path.appending("tree") }

    init() throws {
        scratch = try ScratchFolder()
        try makeFolder("")
    }

    private func makeFolder(_ name: String) throws {
        try Files.makeDirectories(
            tree.appending(FilePath(name).components), mode: FilePermissions(rawValue: 0o755))
    }

    private func write(_ size: Int, _ name: String) throws {
        try Files.write(
            [UInt8](repeating: 1, count: size), to: tree.appending(FilePath(name).components), mode: .ownerReadWrite,
            durably: false)
    }

    @Test("counts every file and folder once, whatever its names, and follows no link")
    func once() throws {
        let empty = try TreeSize.of(tree)
        try makeFolder("a/b")
        try write(100_000, "a/file")
        try write(10, "a/b/file")
        let outside = scratch.path.appending("outside")
        try Files.write([UInt8](repeating: 1, count: 1 << 20), to: outside, mode: .ownerReadWrite, durably: false)
        try link("../outside", at: tree.appending("link"))
        try link("..", at: tree.appending("up"))
        #expect(mkfifo(tree.appending("pipe").string, 0o600) == 0)
        let file = tree.appending("a").appending("file")
        for name in ["second", "third"] { #expect(link(file.string, tree.appending(name).string) == 0) }

        let size = try TreeSize.of(tree)

        #expect(empty.inodes == 1)
        // Two folders, two files, two symbolic links and a pipe.
        #expect(size.inodes == empty.inodes + 7)
        #expect(size.bytes >= empty.bytes + 100_000)
        #expect(size.bytes < empty.bytes + 200_000)
    }

    @Test("counts what is allocated, not how long a file says it is")
    func sparse() throws {
        try write(1, "file")
        let before = try TreeSize.of(tree)
        #expect(truncate(tree.appending("file").string, 1 << 40) == 0)

        #expect(try TreeSize.of(tree).bytes <= before.bytes + 1 << 16)
    }

    @Test("reaches every folder of a deep tree with side branches, and holds few descriptors")
    func deep() throws {
        let levels = 1500
        var place = open(tree.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for _ in 0..<levels {
            #expect(mkdirat(place, "deeper", 0o755) == 0 && mkdirat(place, "aside", 0o755) == 0)
            let next = openat(place, "deeper", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            close(place)
            place = next
        }
        close(place)

        #expect(try TreeSize.of(tree).inodes == UInt64(2 * levels + 1))
    }

    @Test("of nothing, or of a file, is an error")
    func nothing() throws {
        try write(1, "file")

        for name in ["missing", "file"] {
            #expect(throws: LinuxError.self) { try TreeSize.of(tree.appending(name)) }
        }
    }
}
