import Glibc
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import Archives

@Suite("Hostile archives", .timeLimit(.minutes(10)))
struct HostileArchiveTests {
    /// Those that end up inside, where they do no harm; all others are errors.
    private static let harmless: Set<HostileKind> = [
        .absoluteName, .hardLinkToLink, .fileOverLink, .fileOverHardLink, .folderOverLink, .globalName, .dots,
        .changingTypes, .setUserID, .unknownType, .securityAttribute, .folderModeThroughLink,
    ]
    /// Those that root may make, as these tests are; in a container the kernel has other rules.
    private static let allowed: Set<HostileKind> = [.deviceNode]

    @Test("leave all outside as it was", arguments: HostileKind.allCases, [UnpackingRules.user(isRoot: true), .image])
    func contained(kind: HostileKind, rules: UnpackingRules) throws {
        let sandbox = try ArchiveSandbox()
        let old = [("old-link", "../outside/secret"), ("old-folder", "../outside/folder")]
        for (name, target) in old { #expect(symlink(target, sandbox.path(name).string) == 0) }
        #expect(link(sandbox.outside.appending("program").string, sandbox.path("old-hard").string) == 0)
        var before = try TreeSnapshot(sandbox.outside)

        let error = error { try sandbox.unpack(kind.archive(outside: sandbox.outside.string), rules) }

        if kind == .fileOverHardLink { before.forgetLink("./program") }
        #expect(try TreeSnapshot(sandbox.outside) == before)
        let isFine = Self.harmless.contains(kind) || Self.allowed.contains(kind)
        #expect((error == nil) == isFine, "\(error.map { "\($0)" } ?? "no error")")
    }

    @Test("are refused with a line that names what is wrong", arguments: HostileKind.allCases)
    func reason(kind: HostileKind) throws {
        let sandbox = try ArchiveSandbox()

        let error = error { try sandbox.unpack(kind.archive(outside: sandbox.outside.string)) }

        guard let error = error as? ArchiveError else { return }
        #expect(!error.description.contains("\n"))
        #expect(error.description.utf8.allSatisfy { $0 != 0 })
    }

    @Test("set no set-id bits for users, and all for images")
    func setUserID() throws {
        let archive = HostileKind.setUserID.archive(outside: "/nowhere")
        let (plain, image) = (try ArchiveSandbox(), try ArchiveSandbox())

        try plain.unpack(archive)
        try image.unpack(archive, .image)

        #expect(try FileMode.of(plain.path("program")) == 0o755)
        #expect(try FileMode.of(image.path("program")) == 0o6755)
    }

    @Test("that nest 10,000 folders are unpacked whole")
    func deep() throws {
        let sandbox = try ArchiveSandbox()
        let depth = 10_000

        try sandbox.unpack(
            RawTar.build {
                $0.pax("path", String(repeating: "d/", count: depth) + "file")
                $0.file("short", "deep")
            })

        #expect(try TreeSize.of(sandbox.destination).inodes == 10_002)
    }

    @Test("that nest more folders than a path can have are packed again")
    func deepAgain() throws {
        let sandbox = try ArchiveSandbox()
        let depth = 2500
        var tar = RawTar()
        tar.pax("path", String(repeating: "d/", count: depth) + "file")
        tar.file("short", "deep")
        tar.end()

        try sandbox.unpack(tar.bytes)
        let packed = try ArchiveSandbox.pack(sandbox.destination.string + "/")
        let reader = TarReader(ArchiveInput(BytesSource(packed.bytes)))
        var last: TarEntry?
        var count = 0
        while let entry = try reader.next() { (last, count) = (entry, count + 1) }

        #expect(count == depth + 2)
        #expect(last?.name.count == 2 + 2 * depth + 4)
        #expect(packed.problem == nil)
    }

    @Test("with very many members take no more memory than others")
    func many() throws {
        let sandbox = try ArchiveSandbox()
        let before = try OwnMemory.resident()
        let name = String(repeating: "n", count: 90)
        let source = RepeatingSource(count: 10_000) { turn in
            var tar = RawTar()
            tar.folder("\(turn % 1000)\(name)/")
            tar.file("file\(turn % 10)", "")
            return tar.bytes
        }

        try sandbox.unpack(source)

        #expect(try OwnMemory.resident() - before < 24 << 20)
        #expect(try Files.entries(of: sandbox.destination).count == 1010)
    }

    @Test("with very many folders have few of them wait for their modes")
    func manyFolders() throws {
        let pending = PendingFolders()
        var finished = 0

        for turn in 0..<100_000 {
            let name = try MemberName(Array("folder/\(turn)/inner".utf8))
            var status = stat()
            status.st_ino = ino_t(turn)
            let entry = TarEntry(name: [], kind: .folder)
            let folder = PendingFolders.Folder(name: name, entry: entry, identity: FileIdentity(status), isNew: true)
            try pending.add(folder) { _ in finished += 1 }
        }

        #expect(finished > 70_000)
        try pending.finishAll { _ in finished += 1 }
        #expect(finished == 100_000)
    }

    private func error(_ body: () throws -> Void) -> (any Error)? {
        do {
            try body()
            return nil
        } catch {
            return error
        }
    }
}
