import Glibc
import Linux
import SystemPackage
import Testing

@Suite("Removing a tree")
struct RemoveTreeTests {
    private let scratch: ScratchFolder
    private var tree: FilePath { scratch.path.appending("tree") }

    init() throws {
        scratch = try ScratchFolder()
        try Files.makeDirectory(tree, mode: FilePermissions(rawValue: 0o700))
    }

    @Test("takes files, links, pipes and names that are no text")
    func everyKind() throws {
        try Files.makeDirectories(tree.appending("a/b"), mode: FilePermissions(rawValue: 0o700))
        try Files.write([1], to: tree.appending("a/file"), mode: .ownerReadWrite, durably: false)
        #expect(symlink("/nowhere", tree.appending("a/link").string) == 0)
        #expect(mkfifo(tree.appending("a/b/pipe").string, 0o600) == 0)
        let name: [CChar] = tree.string.utf8.map { CChar(bitPattern: $0) } + [47, -1, -2, 0]
        #expect(mkdir(name, 0o700) == 0)

        try Files.removeTree(tree)

        #expect(!Files.exists(tree))
    }

    @Test("leaves alone what a link leads to", arguments: [true, false])
    func links(atTheTop: Bool) throws {
        let outside = scratch.path.appending("outside")
        try Files.makeDirectory(outside, mode: FilePermissions(rawValue: 0o700))
        try Files.write([1], to: outside.appending("precious"), mode: .ownerReadWrite, durably: false)
        let link = atTheTop ? scratch.path.appending("link") : tree.appending("link")
        #expect(symlink(outside.string, link.string) == 0)

        try Files.removeTree(atTheTop ? link : tree)

        #expect(try Files.read(outside.appending("precious")) == [1])
        #expect(!Files.exists(link))
    }

    @Test("goes deeper than there are descriptors, and than a path is long")
    func deep() throws {
        let home = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(home) }
        let limit = 3_000
        var current = open(tree.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        for _ in 0..<limit {
            #expect(mkdirat(current, "folder", 0o700) == 0)
            let next = openat(current, "folder", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            close(current)
            current = next
        }
        close(current)

        try Files.removeTree(tree)

        #expect(!Files.exists(tree))
    }

    @Test("removes a single file", arguments: ["file"])
    func file(_ name: String) throws {
        let path = scratch.path.appending(name)
        try Files.write([1], to: path, mode: .ownerReadWrite, durably: false)

        try Files.removeTree(path)

        #expect(!Files.exists(path))
    }

    @Test("refuses a path without a name at its end", arguments: ["/", ".", "..", "/tmp/.."])
    func noName(_ path: String) {
        #expect(throws: LinuxError.self) { try Files.removeTree(FilePath(path)) }
    }
}
