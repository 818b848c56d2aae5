import ArgumentParser
import Garden
import GardenClient
import Glibc
import LinuxAsync
import SystemPackage

struct StreamInCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream-in", abstract: "Unpacks a tar archive in a container.",
        discussion: """
            What is unpacked belongs to the user, who must be allowed to write there. For example: \
            tar -c site | gdn stream-in web /srv --user alice
            """)

    @OptionGroup var client: ClientOptions

    @Argument(help: "The container.")
    var handle: String

    @Argument(help: "The folder to unpack in; made if missing. A relative one begins at the user's home.")
    var destination = "."

    @Option(help: ArgumentHelp("Who unpacks, by name; by default root.", valueName: "user"))
    var user = ""

    @Option(help: ArgumentHelp("The archive, not compressed; -: standard input.", valueName: "file"))
    var archive = "-"

    func run() async throws {
        let system = try AsyncSystem.start()
        let source = try await DescriptorSource(archive, system: system)
        do {
            try await client.backend.container(Handle(handle)).streamIn(source, to: destination, as: user)
        } catch {
            await source.close()
            throw error
        }
        await source.close()
    }
}

struct StreamOutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream-out", abstract: "Packs files of a container as a tar archive, to standard output.",
        discussion: """
            With a slash at its end, a folder's name means what is in it. When the status is not 0, the archive is not \
            whole. For example: gdn stream-out web /srv/site | tar -x
            """)

    @OptionGroup var client: ClientOptions

    @Argument(help: "The container.")
    var handle: String

    @Argument(help: "The file or folder. A relative one begins at the user's home.")
    var source: String

    @Option(help: ArgumentHelp("Who reads the files, by name; by default root.", valueName: "user"))
    var user = ""

    func run() async throws {
        guard isatty(STDOUT_FILENO) == 0 else {
            throw ValidationError("an archive is nothing for a terminal; lead standard output to a file or to tar")
        }
        let system = try AsyncSystem.start()
        let archive = try await client.backend.container(Handle(handle)).streamOut(source, as: user)
        do {
            while true {
                let bytes = try await archive.read()
                if bytes.isEmpty { break }
                try await system.blocking { _ = try FileDescriptor.standardOutput.writeAll(bytes) }
            }
        } catch {
            await archive.close()
            throw error
        }
        await archive.close()
    }
}

/// A file or standard input as an archive.
private struct DescriptorSource: ByteSource {
    private static let pieceLimit = 128 * 1024

    private let descriptor: FileDescriptor
    private let system: AsyncSystem

    /// Opens the file at `path`; `-` is standard input.
    init(_ path: String, system: AsyncSystem) async throws {
        self.system = system
        guard path == "-" else {
            descriptor = try await system.blocking {
                try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
            }
            return
        }
        guard isatty(STDIN_FILENO) == 0 else {
            throw ValidationError("no archive: standard input is a terminal; name a file by --archive")
        }
        descriptor = .standardInput
    }

    /// A thread may be left waiting for a writer that never comes; it ends with the program.
    func read() async throws -> [UInt8] {
        try await system.readable(descriptor)
        return try await system.blocking { [descriptor] in
            try [UInt8](unsafeUninitializedCapacity: Self.pieceLimit) { buffer, count in
                count = try descriptor.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        }
    }

    /// The descriptor stays open until the program ends: a read may still wait for it.
    func close() async {}
}
