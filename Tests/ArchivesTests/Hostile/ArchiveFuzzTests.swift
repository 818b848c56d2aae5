import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import Archives

@Suite("Damaged archives", .timeLimit(.minutes(FuzzRun().minutes)))
struct ArchiveFuzzTests {
    private let run = FuzzRun()

    @Test("are unpacked inside of the destination, or are an error with one line")
    func contained() throws {
        let originals = HostileKind.allCases.map { $0.archive(outside: "/outside") } + [try treeArchive()]
        let sandbox = try ArchiveSandbox()
        let before = try TreeSnapshot(sandbox.outside)

        for number in run.cases {
            var random = run.random(number)
            // Sums that are right let the damage through to what is behind them.
            let damaged = random.damage(random.pick(originals), with: originals)
            let bytes = random.oneIn(3) ? damaged : RawTar.withRightSums(damaged)
            do {
                try sandbox.unpack(bytes, random.oneIn(2) ? .image : .user(isRoot: true))
            } catch {
                #expect(error is ArchiveError && !"\(error)".contains("\n"), "\(run.repetition(number))")
            }
            if number % 50 == 0 {
                #expect(try TreeSnapshot(sandbox.outside) == before, "up to \(run.repetition(number))")
                try empty(sandbox)
            }
        }

        #expect(try TreeSnapshot(sandbox.outside) == before)
    }

    private func treeArchive() throws -> [UInt8] {
        let tree = try ArchiveSandbox()
        try tree.unpack(
            RawTar.build {
                $0.folder("a/b")
                $0.file("a/b/f", String(repeating: "x", count: 2000))
                $0.hardLink("h", to: "a/b/f")
                $0.link("l", to: "a")
                $0.pax("SCHILY.xattr.user.k", "v")
                $0.file(String(repeating: "long", count: 20))
            })
        return try ArchiveSandbox.pack(tree.destination.string + "/").bytes
    }

    private func empty(_ sandbox: ArchiveSandbox) throws {
        try Files.removeTree(sandbox.destination)
        try Files.makeDirectory(sandbox.destination, mode: FilePermissions(rawValue: 0o755))
    }
}

extension RawTar {
    static func build(_ fill: (inout RawTar) -> Void) -> [UInt8] {
        var tar = RawTar()
        fill(&tar)
        tar.end()
        return tar.bytes
    }

    /// Gives every block that has the mark of a header the checksum that it should have.
    static func withRightSums(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for start in stride(from: 0, to: bytes.count - 511, by: 512) {
            guard bytes[(start + 257)...].starts(with: "ustar".utf8) else { continue }
            for index in 148..<156 { bytes[start + index] = 0x20 }
            let sum = bytes[start..<start + 512].reduce(0) { $0 + Int($1) }
            for (index, digit) in (RawTar.octal(sum, 6) + [0]).enumerated() { bytes[start + 148 + index] = digit }
        }
        return bytes
    }
}
