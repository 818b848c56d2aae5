import Garden
import GardenClient
import Linux
import SystemPackage

/// 100 MiB of files into a container and out of it, against `tar` through a pipe on the same file system.
struct Streams {
    private static let files = 100
    private static let fileSize = 1 << 20
    private static let megabytes = Double(files * fileSize) / 1e6
    private static let shell: FilePath = "/bin/sh"

    private let setting: Setting

    init(_ setting: Setting) { self.setting = setting }

    func measure() async throws {
        let folder = setting.memory.appending("stream")
        let archive = folder.appending("archive")
        try await makeFiles(in: folder, archive)
        try await ServerUnderTest.running(setting, runtime: Setting.reference, tag: "t") { server in
            let container = server.backend.assumedContainer(try await server.create("stream"))
            var (unpack, pack, streamIn, streamOut) = (Samples(), Samples(), Samples(), Samples())
            let unpacked = folder.appending("unpacked")
            for round in 0..<max(3, setting.rounds / 3) {
                try Files.makeDirectory(unpacked, mode: FilePermissions(rawValue: 0o755))
                try await unpack.measure { try await shell("cat '\(archive)' | tar -C '\(unpacked)' -xf -") }
                try await pack.measure { try await shell("tar -C '\(unpacked)' -cf - . | cat >/dev/null") }
                try Files.removeTree(unpacked)
                // Into a folder of its own each time, as for tar: nothing has to be replaced.
                let place = "/tmp/in-\(round)"
                do {
                    try await streamIn.measure {
                        try await container.streamIn(FileSource(archive), to: place, as: "root")
                    }
                    try await streamOut.measure {
                        try await Self.drain(try await container.streamOut(place, as: "root"))
                    }
                } catch let error as GardenError {
                    return Table.note("nothing was streamed: \(error)")
                }
            }
            Table.values("\(Self.files) files of 1 MiB, depot on tmpfs")
            report("stream in", streamIn, tar: unpack)
            report("stream out", streamOut, tar: pack)
        }
        try Files.removeTree(folder)
    }

    private func makeFiles(in folder: FilePath, _ archive: FilePath) async throws {
        let source = folder.appending("source")
        try Files.makeDirectories(source, mode: FilePermissions(rawValue: 0o755))
        let contents = (0..<Self.fileSize).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        for number in 0..<Self.files {
            try Files.write(
                contents, to: source.appending("file-\(number)"), mode: FilePermissions(rawValue: 0o644),
                durably: false)
        }
        try await shell("tar -C '\(source)' -cf '\(archive)' .")
        try Files.removeTree(source)
    }

    private func shell(_ command: String) async throws { try await setting.run(Self.shell, ["-c", command]) }

    private static func drain(_ source: any ByteSource) async throws {
        while try await !source.read().isEmpty {}
        await source.close()
    }

    private func report(_ name: String, _ ours: Samples, tar: Samples) {
        guard let own = ours.median, let other = tar.median else { return }
        Table.value(name, Self.megabytes / own * 1000, "MB/s")
        Table.value("the same by tar", Self.megabytes / other * 1000, "MB/s")
        Table.value("ratio", other / own, "", budget: .atLeast(0.8))
    }
}

/// A file's bytes.
private final class FileSource: ByteSource {
    private let descriptor: FileDescriptor

    init(_ path: FilePath) throws {
        descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
    }

    deinit { try? descriptor.close() }

    func read() async throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: 256 << 10) { buffer, count in
            count = try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    func close() async {}
}
