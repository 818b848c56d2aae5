import Glibc
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import Archives

/// What one side writes the other must read: `tar --compare` looks at contents, modes, owners, times, targets and devices.
@Suite("GNU tar and these archives")
struct GNUTarTests {
    private let tar: GNUTar
    private let copy: ArchiveSandbox

    init() throws { (tar, copy) = (try GNUTar(), try ArchiveSandbox()) }

    /// A tree with what a format has room for.
    private func tree(for format: TarFormat) throws -> ArchiveSandbox {
        let tree = try ArchiveSandbox()
        func write(_ name: [UInt8], _ contents: String, mode: mode_t, owner: UInt32 = 1000) throws {
            let number = (Array("\(tree.destination)/".utf8) + name).withCString { open($0, O_WRONLY | O_CREAT, 0o600) }
            let file = FileDescriptor(rawValue: try #require(number < 0 ? nil : number))
            defer { file.closeIgnoringErrors() }
            _ = try file.writeAll(Array(contents.utf8))
            #expect(fchown(number, owner, 2000) == 0)
            #expect(fchmod(number, mode) == 0)
            let time = timespec(tv_sec: 1_234_567_890, tv_nsec: format.hasFractions ? 123_456_789 : 0)
            #expect(futimens(number, [time, time]) == 0)
        }
        let folder = String(repeating: "f", count: 90)
        try Files.makeDirectories(tree.path("\(folder)/deep"), mode: FilePermissions(rawValue: 0o750))
        try write(Array("empty".utf8), "", mode: 0o600)
        try write(Array("program".utf8), String(repeating: "#!/bin/sh\n", count: 5000), mode: 0o6755)
        try write([0x6E, 0xFF, 0xFE, 0x80], "no UTF-8", mode: 0o644)
        #expect(Glibc.link(tree.path("program").string, tree.path("\(folder)/l").string) == 0)
        #expect(symlink("../program", tree.path("link").string) == 0)
        if format.hasNodes {
            #expect(mkfifo(tree.path("pipe").string, 0o640) == 0)
            #expect(mknod(tree.path("null").string, S_IFCHR | 0o600, 0x103) == 0)
            try write(Array("\(folder)/deep/\(String(repeating: "n", count: 60))".utf8), "in parts", mode: 0o444)
        }
        if format.hasRoom {
            let long = String(repeating: "long/", count: 60) + String(repeating: "name", count: 60)
            try Files.makeDirectories(tree.path(long).removingLastComponent(), mode: FilePermissions(rawValue: 0o711))
            try write(Array(long.utf8), "far down", mode: 0o400, owner: 4_000_000_000)
            #expect(symlink(long, tree.path("long-link").string) == 0)
            #expect(Glibc.link(tree.path(long).string, tree.path("again").string) == 0)
        }
        return tree
    }

    @Test("agree when it writes", arguments: TarFormat.allCases)
    func written(format: TarFormat) throws {
        let tree = try tree(for: format)
        let create = ["--create", "--format=\(format)", "--numeric-owner", "--file=a", "--directory"]
        #expect(try tar.run(create + [tree.destination.string, "."]) == .silence)

        let omissions = try copy.unpack(tar.archive("a"), .image)

        #expect(omissions.count == 0)
        let compare = ["--compare", "--numeric-owner", "--file=a", "--directory", copy.destination.string]
        #expect(try tar.run(compare) == .silence)
    }

    @Test("agree on extended attributes and capabilities, whoever writes")
    func attributes() throws {
        let tree = try ArchiveSandbox.sample()
        let options = ["--xattrs", "--xattrs-include=*", "--numeric-owner", "--file=a", "--directory"]
        #expect(try tar.run(["--create", "--format=posix"] + options + [tree.destination.string, "."]) == .silence)

        try copy.unpack(tar.archive("a"), .image)

        let (expected, actual) = (try TreeSnapshot(tree.destination), try TreeSnapshot(copy.destination))
        #expect(actual.names == expected.names)
        for name in expected.names { #expect(actual[name] == expected[name], "\(name)") }

        let second = try ArchiveSandbox()
        try tar.write(try ArchiveSandbox.pack(tree.destination.string + "/").bytes, "b")
        let extract =
            ["--extract", "--same-permissions", "--same-owner"] + options.map { $0 == "--file=a" ? "--file=b" : $0 }
        let outcome = try tar.run(extract + [second.destination.string])

        #expect(outcome.status == .exited(0))
        // It says that a time before 1970 is implausible, and sets it.
        #expect(outcome.errors.split(separator: "\n").allSatisfy { $0.contains("implausibly old time stamp") })
        let extracted = try TreeSnapshot(second.destination)
        #expect(extracted.names == expected.names)
        for name in expected.names { #expect(extracted[name] == expected[name], "\(name)") }
    }

    @Test("agree when these are written")
    func read() throws {
        let tree = try tree(for: .posix)
        let packed = try ArchiveSandbox.pack(tree.destination.string + "/")
        try tar.write(packed.bytes, "a")

        let list = try tar.run(["--list", "--verbose", "--file=a"])
        let compare = ["--compare", "--numeric-owner", "--file=a", "--directory"]
        let compared = try tar.run(compare + [tree.destination.string])
        let extract = ["--extract", "--same-permissions", "--same-owner", "--numeric-owner", "--file=a", "--directory"]
        let extracted = try tar.run(extract + [copy.destination.string])
        let again = try tar.run(compare + [copy.destination.string])

        #expect(packed.problem == nil)
        #expect(list.status == .exited(0) && list.errors.isEmpty, "\(list)")
        let reader = TarReader(ArchiveInput(BytesSource(packed.bytes)))
        var count = 0
        while try reader.next() != nil { count += 1 }
        #expect(list.output.split(separator: "\n").count == count)
        for outcome in [compared, extracted, again] { #expect(outcome == .silence) }
    }

    @Test(
        "agree on files with holes, in all forms",
        arguments: [
            "oldgnu", "gnu", "posix --sparse-version=0.0", "posix --sparse-version=0.1", "posix --sparse-version=1.0",
        ])
    func holes(format: String) throws {
        let tree = try ArchiveSandbox()
        // More extents than the old form has room for in the first and in the second block.
        for (name, count) in [("one", 1), ("few", 4), ("many", 40), ("none", 0)] {
            let file = try FileDescriptor.open(
                tree.path(name), .writeOnly, options: .create, permissions: .ownerReadWrite)
            defer { file.closeIgnoringErrors() }
            for turn in 0..<count {
                _ = try file.writeAll(toAbsoluteOffset: Int64(turn + 1) << 20, Array("\(name) \(turn)".utf8))
            }
            #expect(ftruncate(file.rawValue, off_t(count + 2) << 20) == 0)
        }
        let words = "--format=\(format)".split(separator: " ").map(String.init)
        let create = ["--create", "--sparse", "--numeric-owner", "--file=a", "--directory", tree.destination.string]
        #expect(try tar.run(create + words + ["."]) == .silence)
        let archive = try tar.archive("a")
        #expect(archive.count < 1 << 20, "there are no holes in it")

        try copy.unpack(archive, .image)

        let compare = ["--compare", "--numeric-owner", "--file=a", "--directory", copy.destination.string]
        #expect(try tar.run(compare) == .silence)
        #expect(try TreeSize.of(copy.destination).bytes < 1 << 20)
    }

    @Test("parts of an archive in several volumes are refused", arguments: ["gnu", "posix"])
    func volumes(format: String) throws {
        let tree = try ArchiveSandbox()
        try Files.write([UInt8](repeating: 7, count: 30_000), to: tree.path("f"), mode: .ownerReadWrite, durably: false)
        let create = ["--create", "--format=\(format)", "--multi-volume", "--tape-length=20", "--file=a", "--file=b"]
        #expect(try tar.run(create + ["--directory", tree.destination.string, "f"]) == .silence)

        for part in ["a", "b"] {
            let error = #expect(throws: ArchiveError.self) { try copy.unpack(tar.archive(part)) }
            #expect(error?.blamesArchive == true)
            if part == "b" { #expect(error == .refused(member: "f", reason: .continuation)) }
        }
    }
}
