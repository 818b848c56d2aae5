import Glibc
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import Archives

@Suite("Unpacking an archive")
struct UnpackerTests {
    private func archive(_ fill: (inout RawTar) -> Void) -> [UInt8] {
        var tar = RawTar()
        fill(&tar)
        tar.end()
        return tar.bytes
    }

    @Test("no bytes are an empty archive, as is an end without members")
    func empty() throws {
        let sandbox = try ArchiveSandbox()

        try sandbox.unpack([])
        try sandbox.unpack(archive { _ in })

        #expect(try Files.entries(of: sandbox.destination) == [])
    }

    @Test("reads the input to its end, whatever is behind the archive")
    func drained() throws {
        let sandbox = try ArchiveSandbox()
        let source = BytesSource(archive { $0.file("f", "x") } + [UInt8](repeating: 7, count: 1_000_000))

        try sandbox.unpack(source)

        #expect(source.read(into: UnsafeMutableRawBufferPointer(start: nil, count: 0)) == 0)
        #expect(try sandbox.contents("f") == "x")
    }

    @Test("a cut archive is an error wherever it breaks off inside of a member")
    func truncated() throws {
        let whole = archive { $0.file("f", String(repeating: "x", count: 700)) }

        for count in [1, 100, 511, 513, 600, 1024, 1300, 1535] {
            let sandbox = try ArchiveSandbox()
            #expect(throws: ArchiveError.truncated) { try sandbox.unpack(Array(whole.prefix(count))) }
        }
    }

    @Test("what is no archive is an error")
    func garbage() throws {
        let sandbox = try ArchiveSandbox()
        var random = SplitMix64(seed: 1)

        #expect(throws: ArchiveError.self) { try sandbox.unpack(random.randomBytes(5000)) }

        #expect(try Files.entries(of: sandbox.destination) == [])
    }

    @Test("folders are filled before they become read-only, and keep their times")
    func readOnlyFolder() throws {
        let sandbox = try ArchiveSandbox()

        try sandbox.unpack(
            archive {
                $0.folder("d/", mode: "0000555")
                $0.file("d/f", "x")
                $0.folder("d/e", mode: "0000000")
                $0.file("d/e/g", "y")
            })

        let tree = try TreeSnapshot(sandbox.destination)
        #expect(tree["./d"]?.mode == S_IFDIR | 0o555)
        #expect(tree["./d/e"]?.mode == S_IFDIR)
        #expect(tree["./d"]?.modified == TarEntry.Time(seconds: 1_000_000_000, nanoseconds: 0))
        #expect(tree["./d/f"]?.modified == TarEntry.Time(seconds: 1_000_000_000, nanoseconds: 0))
    }

    @Test("files are replaced and folders merged")
    func replacing() throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.unpack(
            archive {
                $0.file("d/old", "1")
                $0.file("d/both", "1")
            })
        #expect(Glibc.link(sandbox.path("d/both").string, sandbox.path("other").string) == 0)

        try sandbox.unpack(
            archive {
                $0.folder("d")
                $0.file("d/both", "2")
                $0.file("d/new", "2")
            })

        #expect(try Files.entries(of: sandbox.path("d")).sorted() == ["both", "new", "old"])
        #expect(try sandbox.contents("d/both") == "2")
        #expect(try sandbox.contents("other") == "1")
    }

    @Test("links that stay inside are followed on the way, also upwards")
    func innerLinks() throws {
        let sandbox = try ArchiveSandbox()

        try sandbox.unpack(
            archive {
                $0.folder("usr/lib")
                $0.link("lib", to: "usr/lib")
                $0.file("lib/a", "a")
                $0.link("usr/up", to: "../usr/lib")
                $0.file("usr/up/deep/b", "b")
            })

        #expect(try sandbox.contents("usr/lib/a") == "a")
        #expect(try sandbox.contents("usr/lib/deep/b") == "b")
    }

    @Test("a folder in the way of a file is removed if it is empty, and else an error")
    func folderInTheWay() throws {
        let sandbox = try ArchiveSandbox()
        try sandbox.unpack(
            archive {
                $0.folder("empty")
                $0.file("full/f")
            })

        try sandbox.unpack(archive { $0.file("empty", "x") })
        let error = #expect(throws: ArchiveError.self) { try sandbox.unpack(archive { $0.file("full", "x") }) }

        #expect(try sandbox.contents("empty") == "x")
        #expect(error?.description == "\(sandbox.path("full")): Directory not empty")
    }

    @Test("holes stay holes, in every form in which they are written")
    func holes() throws {
        let size = 1 << 30
        let map: [(String, [UInt8])] = [
            ("GNU.sparse.size", Array("\(size)".utf8)), ("GNU.sparse.numblocks", [0x31]),
            ("GNU.sparse.map", Array("\(size / 2),4".utf8)),
        ]
        let pairs: [(String, [UInt8])] = [
            ("GNU.sparse.size", Array("\(size)".utf8)), ("GNU.sparse.numblocks", [0x31]),
            ("GNU.sparse.offset", Array("\(size / 2)".utf8)), ("GNU.sparse.numbytes", [0x34]),
        ]
        let front: [(String, [UInt8])] = [
            ("GNU.sparse.major", [0x31]), ("GNU.sparse.minor", [0x30]), ("GNU.sparse.name", Array("front".utf8)),
            ("GNU.sparse.realsize", Array("\(size)".utf8)),
        ]
        let sandbox = try ArchiveSandbox()

        try sandbox.unpack(
            archive {
                $0.pax(map)
                $0.file("map", "data")
                $0.pax(pairs)
                $0.file("pairs", "data")
                $0.pax(front)
                let lines = "1\n\(size / 2)\n4\n"
                $0.file("GNUSparseFile/front", lines + String(repeating: "\0", count: 512 - lines.utf8.count) + "data")
            })

        for name in ["map", "pairs", "front"] {
            var status = stat()
            #expect(stat(sandbox.path(name).string, &status) == 0)
            #expect(Int(status.st_size) == size)
            #expect(status.st_blocks < 100)
            let file = try FileDescriptor.open(sandbox.path(name), .readOnly)
            defer { file.closeIgnoringErrors() }
            // 3 is SEEK_DATA.
            #expect(lseek(file.rawValue, 0, 3) == size / 2)
            #expect(try file.seek(offset: Int64(size / 2), from: .start) == size / 2)
            #expect(try file.readNow(upTo: 4) == Array("data".utf8))
        }
    }

    @Test("an extended header overrules the plain one, in all that counts")
    func extended() throws {
        let sandbox = try ArchiveSandbox()

        try sandbox.unpack(
            archive {
                $0.pax([
                    ("path", Array("pax".utf8)), ("mtime", Array("-1.5".utf8)), ("uid", Array("70000000".utf8)),
                    ("SCHILY.xattr.user.k%3D", Array("v".utf8)), ("comment", Array("ignored".utf8)),
                ])
                $0.file("plain", "x")
            }, .image)

        let node = try TreeSnapshot(sandbox.destination)["./pax"]
        #expect(node?.modified == TarEntry.Time(seconds: -2, nanoseconds: 500_000_000))
        #expect(node?.owner == FileOwner(user: 70_000_000, group: 0))
        #expect(node?.attributes == [TarEntry.Attribute(name: Array("user.k=".utf8), value: Array("v".utf8))])
    }

    @Test("an attribute that the host keeps to itself is left out, and said to be")
    func omitted() throws {
        let sandbox = try ArchiveSandbox()

        let omissions = try sandbox.unpack(
            archive {
                $0.pax("SCHILY.xattr.security.nosuchmodule", "v")
                $0.link("l", to: "x")
                $0.pax("SCHILY.xattr.user.k", "v")
                $0.link("m", to: "x")
            })

        #expect(omissions.count == 2)
    }
}
