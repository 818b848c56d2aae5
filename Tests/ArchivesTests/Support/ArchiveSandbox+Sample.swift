import Glibc
import Linux
import SystemPackage
import Testing

@testable import Archives

extension ArchiveSandbox {
    /// A tree with one of everything.
    static func sample() throws -> ArchiveSandbox {
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
}
