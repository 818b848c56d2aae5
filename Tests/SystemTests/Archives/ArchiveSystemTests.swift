import Glibc
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("gdn-tar in a container", .enabled(if: VolumeSandbox.isIsolated, "needs ci/isolated"))
struct ArchiveSystemTests {
    /// A tree on the host, packed by gdn-tar itself: a file, an executable with a capability, a folder.
    private func archive(_ holder: ArchiveHolder) throws -> [UInt8] {
        for name in ["source", "source/folder"] {
            try Files.makeDirectory(holder.path(name), mode: FilePermissions(rawValue: 0o755))
        }
        for (name, mode) in [("source/file", 0o6755), ("source/folder/inner", 0o640)] {
            let permissions = FilePermissions(rawValue: CInterop.Mode(mode))
            try Files.write(Array(name.utf8), to: holder.path(name), mode: permissions, durably: false)
        }
        for name in ["source", "source/folder", "source/file", "source/folder/inner"] {
            try Files.setOwner(holder.mapping.root, of: holder.path(name))
        }
        try Files.setMode(FilePermissions(rawValue: 0o6755), of: holder.path("source/file"))
        let packed = try holder.call(["out", "", "/source/"])
        #expect(packed.errors == "")
        #expect(packed.status == .exited(0))
        return packed.output
    }

    @Test("unpacks as root of the container, and makes missing folders")
    func root() throws {
        let holder = try ArchiveHolder()
        let archive = try archive(holder)

        let outcome = try holder.call(["in", "", "/made/here/"], input: archive)

        #expect(outcome.errors == "")
        #expect(outcome.status == .exited(0))
        for name in ["made", "made/here", "made/here/file", "made/here/folder/inner"] {
            #expect(try FileStatus.of(holder.path(name)).owner == holder.mapping.root)
        }
        #expect(try FileStatus.of(holder.path("made/here/file")).mode.rawValue == 0o755)
        #expect(try Files.read(holder.path("made/here/folder/inner")) == Array("source/folder/inner".utf8))
    }

    @Test("unpacks as a user, in folders that are his, from his home on")
    func user() throws {
        let holder = try ArchiveHolder()
        let archive = try archive(holder)
        let alice = FileOwner(user: 1000, group: 1000)

        let outcome = try holder.call(["in", "alice", "./a/b"], input: archive)

        #expect(outcome.errors == "")
        #expect(outcome.status == .exited(0))
        for name in ["home/alice/a", "home/alice/a/b", "home/alice/a/b/file", "home/alice/a/b/folder/inner"] {
            #expect(try FileStatus.of(holder.path(name)).owner == alice)
        }
    }

    @Test(
        "knows users by name, number and group",
        arguments: [("1000", 1000, 1000), ("alice:crew", 1000, 2000), ("7:9", 7, 9), ("root", 0, 0)])
    func names(name: String, user: Int, group: Int) throws {
        let holder = try ArchiveHolder()
        let archive = try archive(holder)

        let outcome = try holder.call(["in", name, "/tmp/x"], input: archive)

        #expect(outcome.status == .exited(0), "\(outcome.errors)")
        let owner = FileOwner(
            user: holder.mapping.hostUser(UInt32(user)), group: holder.mapping.hostGroup(UInt32(group)))
        #expect(try FileStatus.of(holder.path("tmp/x/file")).owner == owner)
    }

    @Test("lets the kernel refuse what the user may not do", arguments: ["/root", "/", "/etc"])
    func writeRefused(folder: String) throws {
        let holder = try ArchiveHolder()
        let archive = try archive(holder)
        let before = try Files.entries(of: holder.path(folder)).sorted()

        let outcome = try holder.call(["in", "alice", folder], input: archive)

        #expect(outcome.status == .exited(1))
        #expect(outcome.errors.hasSuffix(": Permission denied\n"))
        #expect(try Files.entries(of: holder.path(folder)).sorted() == before)
    }

    @Test("packs nothing that the user may not read")
    func readRefused() throws {
        let holder = try ArchiveHolder()
        try Files.write([1], to: holder.path("root/secret"), mode: FilePermissions(rawValue: 0o644), durably: false)

        let folder = try holder.call(["out", "alice", "/root/"])
        let file = try holder.call(["out", "alice", "/root/secret"])

        for outcome in [folder, file] {
            #expect(outcome.status == .exited(1))
            #expect(outcome.errors.contains("Permission denied"))
        }
        #expect(file.output.isEmpty)
    }

    @Test("is an error for users, sources and archives that are none")
    func nothing() throws {
        let holder = try ArchiveHolder()

        let user = try holder.call(["in", "nobody", "/tmp"])
        let source = try holder.call(["out", "", "/missing/source"])
        let archive = try holder.call(["in", "", "/tmp"], input: Array(repeating: 7, count: 600))

        #expect(user.errors.contains("unable to find user nobody"))
        #expect(source.errors.hasSuffix(": No such file or directory\n"))
        #expect(!archive.errors.isEmpty)
        for outcome in [user, source] { #expect(outcome.status == .exited(1)) }
        #expect(archive.status == .exited(3))
        #expect(!Files.exists(holder.path("missing")))
        #expect(try holder.call(["unpack"]).status == .exited(2))
    }

    @Test("keeps the capabilities of files")
    func capabilities() throws {
        let holder = try ArchiveHolder()
        var archive = RawMember.header
        archive += [UInt8](repeating: 0, count: 1024)

        let unpacked = try holder.call(["in", "", "/tmp"], input: archive)
        let packed = try holder.call(["out", "", "/tmp/program"])

        #expect(unpacked.status == .exited(0), "\(unpacked.errors)")
        #expect(packed.status == .exited(0), "\(packed.errors)")
        #expect(packed.output.firstRange(of: RawMember.record) != nil)
    }

    @Test("keeps attributes of files that their owner may not write")
    func readOnly() throws {
        let holder = try ArchiveHolder()
        let archive = RawMember.header(color: "blue", mode: "0000444") + [UInt8](repeating: 0, count: 1024)

        let unpacked = try holder.call(["in", "alice", "/tmp"], input: archive)
        let packed = try holder.call(["out", "alice", "/tmp/program"])

        #expect(unpacked.errors == "")
        #expect(packed.status == .exited(0), "\(packed.errors)")
        #expect(packed.output.firstRange(of: Array("32 SCHILY.xattr.user.color=blue".utf8)) != nil)
        #expect(try FileStatus.of(holder.path("tmp/program")).mode.rawValue == 0o444)
    }

    @Test("cannot be led out of its root by links in the container")
    func links() throws {
        let holder = try ArchiveHolder()
        let archive = try archive(holder)
        let canary = try TemporaryDirectory("canary")
        try Links.symbolic(to: canary.path.string, at: holder.path("out"))

        let outcome = try holder.call(["in", "", "/out/x"], input: archive)

        #expect(outcome.status == .exited(1))
        #expect(try Files.entries(of: canary.path) == [])
    }
}

/// A member `program` with an attribute, by default a file capability, as bytes.
private enum RawMember {
    static let record: [UInt8] = {
        let value: [UInt8] = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        return Array("57 SCHILY.xattr.security.capability=".utf8) + value + [0x0A]
    }()

    static var header: [UInt8] { header(record, mode: "0000755") }

    /// The same with a colour of four letters instead.
    static func header(color: String, mode: String) -> [UInt8] {
        header(Array("32 SCHILY.xattr.user.color=\(color)\n".utf8), mode: mode)
    }

    private static func header(_ record: [UInt8], mode: String) -> [UInt8] {
        block("x", type: "x", size: record.count) + record + [UInt8](repeating: 0, count: 512 - record.count)
            + block("program", type: "0", mode: mode, size: 0)
    }

    private static func block(_ name: String, type: String, mode: String = "0000644", size: Int) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ start: Int) {
            for (index, byte) in text.utf8.enumerated() { block[start + index] = byte }
        }
        func octal(_ value: Int, _ digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(name, 0)
        put(mode, 100)
        put(octal(size, 11), 124)
        put(octal(1_000_000_000, 11), 136)
        put(type, 156)
        put("ustar\u{0}00", 257)
        put("        ", 148)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + "\u{0}", 148)
        return block
    }
}
