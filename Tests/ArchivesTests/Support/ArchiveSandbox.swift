import CGuardian
import Glibc
import GuardianTestSupport
import Linux
import SystemPackage

@testable import Archives

/// A folder to unpack into, and one beside it that nothing may touch.
struct ArchiveSandbox {
    private let scratch: TemporaryDirectory
    let destination: FilePath
    let outside: FilePath

    init() throws {
        scratch = try TemporaryDirectory("archive")
        destination = scratch.path.appending("destination")
        outside = scratch.path.appending("outside")
        try Files.makeDirectories(outside.appending("folder"), mode: FilePermissions(rawValue: 0o755))
        try Files.makeDirectory(destination, mode: FilePermissions(rawValue: 0o755))
        for (name, mode) in [("secret", 0o640), ("program", 0o4755), ("folder/file", 0o600), ("folder/hostile", 0o644)]
        {
            let permissions = FilePermissions(rawValue: CInterop.Mode(mode))
            try Files.write(Array("canary".utf8), to: outside.appending(name), mode: permissions, durably: false)
        }
        for name in ["secret", "program", "folder/file", "folder/hostile", "folder", "."] {
            _ = utimes(
                outside.appending(name).string, [timeval(tv_sec: 5, tv_usec: 0), timeval(tv_sec: 7, tv_usec: 0)])
        }
    }

    /// Unpacks into the destination.
    @discardableResult
    func unpack(_ source: any ByteSource, _ rules: UnpackingRules = .user(isRoot: true)) throws -> Omissions {
        let folder = try FileDescriptor.open(destination, .readOnly, options: [.directory])
        defer { folder.closeIgnoringErrors() }
        let unpacker = Unpacker(source, into: folder, name: destination.string, rules: rules)
        try unpacker.run()
        return unpacker.omissions
    }

    @discardableResult
    func unpack(_ bytes: [UInt8], _ rules: UnpackingRules = .user(isRoot: true)) throws -> Omissions {
        try unpack(BytesSource(bytes), rules)
    }

    func path(_ name: String) -> FilePath { destination.appending(name) }
    func contents(_ name: String) throws -> String { String(decoding: try Files.read(path(name)), as: UTF8.self) }

    func setAttribute(_ key: String, _ value: [UInt8], of name: String) throws {
        let file = try FileDescriptor.open(path(name), .readOnly)
        defer { file.closeIgnoringErrors() }
        let answer = cg_set_attribute(file.rawValue, key, value, value.count)
        guard answer == 0 else { throw Errno(rawValue: -answer) }
    }

    /// Packs `source` as the program would.
    static func pack(_ source: String) throws -> (bytes: [UInt8], problem: ArchiveError?) {
        let file = try MemoryArchive()
        let source = PackingSource(source)
        let folder = try source.openFolder()
        defer { folder.closeIgnoringErrors() }
        let output = ArchiveOutput(file.descriptor, name: Packer.outputName)
        let packer = Packer(output, base: source.folder, names: OwnerNames())
        if let name = source.name { try packer.pack(name, in: folder) } else { try packer.packContents(of: folder) }
        return (try file.contents(), packer.problem)
    }
}

/// A file without a name that an archive is written to.
final class MemoryArchive {
    let descriptor: FileDescriptor

    init() throws {
        let number = open("/tmp", O_RDWR | 0o20_000_000 | O_DIRECTORY | O_CLOEXEC, 0o600)  // O_TMPFILE
        guard number >= 0 else { throw Errno(rawValue: errno) }
        descriptor = FileDescriptor(rawValue: number)
    }

    deinit { descriptor.closeIgnoringErrors() }

    func contents() throws -> [UInt8] {
        try descriptor.seek(offset: 0, from: .start)
        var bytes: [UInt8] = []
        while let part = try descriptor.readNow(upTo: 1 << 20), !part.isEmpty { bytes += part }
        return bytes
    }
}
