import Glibc
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import Archives

@Suite("A compressed archive")
struct DecompressedSourceTests {
    /// "data", by gzip.
    private static let packed: [UInt8] = [
        0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 0x49, 0x2C, 0x49, 4, 0, 0x63, 0xF3, 0xF3, 0xAD, 4, 0, 0, 0,
    ]

    private func read(_ bytes: [UInt8], _ mode: FileDescriptor.AccessMode = .readOnly) throws -> [UInt8] {
        let scratch = try TemporaryDirectory("packed")
        let path = scratch.path.appending("file")
        try Files.write(bytes, to: path, mode: .ownerReadWrite, durably: false)
        let file = try FileDescriptor.open(path, mode)
        defer { file.closeIgnoringErrors() }
        let source = try DecompressedSource(file, name: "archive")
        var (result, part) = ([UInt8](), [UInt8](repeating: 0, count: 3))
        while true {
            let count = try part.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return result }
            result += part.prefix(count)
        }
    }

    @Test("is what was packed, once or several times one behind the other, and so is what is not compressed")
    func whole() throws {
        #expect(try read(Self.packed) == Array("data".utf8))
        #expect(try read(Self.packed + Self.packed) == Array("datadata".utf8))
        #expect(try read([]) == [])
        #expect(try read(Array("plain".utf8)) == Array("plain".utf8))
    }

    @Test("that is damaged or cut is to blame, a disk that cannot be read is not")
    func damaged() throws {
        var changed = Self.packed
        changed[10] = 0xFF

        for bytes in [changed, Self.packed.dropLast(10) + []] {
            #expect(try #require(throws: ArchiveError.self) { try read(bytes) }.blamesArchive)
        }
        #expect(throws: ArchiveError.failed(path: "archive", errno: .badFileDescriptor)) {
            try read(Self.packed, .writeOnly)
        }
    }
}
