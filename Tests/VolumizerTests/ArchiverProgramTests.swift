import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@testable import Volumizer

@Suite("The program that unpacks")
struct ArchiverProgramTests {
    private static let system = Result { try AsyncSystem.start() }

    private let scratch: TemporaryDirectory
    private let file: FilePath
    private var destination: FilePath { scratch.path.appending("destination") }

    init() throws {
        scratch = try TemporaryDirectory("archiver")
        file = scratch.path.appending("archive")
        try Files.write(Array("contents".utf8), to: file, mode: .ownerReadWrite, durably: false)
        try Files.makeDirectory(scratch.path.appending("destination"), mode: .ownerReadWriteExecute)
    }

    /// Runs a stand-in for the program.
    private func unpack(_ script: String, limit: Duration = .seconds(60)) async throws -> UnpackedContents {
        let archive = try FileDescriptor.open(file, .readOnly)
        defer { archive.closeIgnoringErrors() }
        let program = scratch.path.appending("gdn-tar")
        try Files.write(
            Array("#!/bin/busybox sh\n\(script)\n".utf8), to: program, mode: .ownerReadWriteExecute, durably: false)
        let archiver = ArchiverProgram(program: program, system: try Self.system.get(), limit: limit)
        return try await archiver.unpack(archive, to: destination)
    }

    private func failure(_ script: String, limit: Duration = .seconds(60)) async -> UnpackingError? {
        await #expect(throws: UnpackingError.self) { _ = try await unpack(script, limit: limit) }
    }

    @Test("gets the archive and the folder, and nothing else of the server's")
    func arguments() async throws {
        let contents = try await unpack(
            """
            echo "$@" > $2/arguments
            cat > $2/input
            cat /proc/$$/environ > $2/environment
            ls -l /proc/$$/fd > $2/descriptors
            echo '{"bytes":12288,"inodes":4}'
            """)

        func text(_ name: String) throws -> String {
            String(decoding: try Files.read(destination.appending(name)), as: UTF8.self)
        }
        #expect(contents == UnpackedContents(size: TreeSize(bytes: 12288, inodes: 4)))
        #expect(try text("arguments") == "image \(destination)\n")
        #expect(try text("input") == "contents")
        #expect(try text("environment") == "")
        // The shell opens files itself, but none of these.
        #expect(try !text("descriptors").contains("socket:"))
        #expect(try !text("descriptors").contains("anon_inode:"))
    }

    @Test("may say what it left out")
    func omissions() async throws {
        let contents = try await unpack(#"echo '{"bytes":0,"inodes":1}'; echo "2 left out: x" >&2"#)

        #expect(contents.omissions == "2 left out: x")
    }

    @Test("says in one line why it refuses an archive")
    func refused() async {
        let plain = await failure(#"echo first >&2; echo "the archive ends too early" >&2; exit 3"#)
        let silent = await failure("exit 3")
        let hostile = await failure(#"printf 'entry \033[2Jx\rfoo' >&2; exit 3"#)
        let endless = await failure(
            "/bin/busybox yes long | /bin/busybox head -c 200000 | /bin/busybox tr -d '\\n' >&2; exit 3")

        #expect(plain == .refused(reason: "the archive ends too early"))
        #expect(silent == .refused(reason: "no reason was given"))
        #expect(hostile == .refused(reason: "entry [2Jxfoo"))
        #expect(endless == .refused(reason: String(repeating: "long", count: 100)))
    }

    @Test(
        "that ends in any other way is not the archive's fault",
        arguments: [
            "exit 1", "exit 2", "exit 127", "kill -9 $$", "exit 0", "echo nonsense", #"echo '{"bytes":-1,"inodes":0}'"#,
            "echo /x: No space left on device >&2; exit 1",
        ])
    func broken(script: String) async {
        guard case .broken = await failure(script) else {
            Issue.record("\(script) was taken for the archive's fault")
            return
        }
    }

    @Test("that cannot be started is not the archive's fault")
    func missing() async throws {
        let archive = try FileDescriptor.open(file, .readOnly)
        defer { archive.closeIgnoringErrors() }
        let archiver = ArchiverProgram(program: "/nowhere/gdn-tar", system: try Self.system.get())

        let error = await #expect(throws: UnpackingError.self) { try await archiver.unpack(archive, to: destination) }

        #expect(error == .broken(reason: "execute /nowhere/gdn-tar: No such file or directory"))
    }

    @Test("is killed when its time is up, or its task is cancelled")
    func killed() async throws {
        let script = "echo $$ > $2/pid; exec /bin/busybox sleep 1000"

        let error = await failure(script, limit: .milliseconds(300))

        #expect(error == .broken(reason: "it took longer than 0.3 seconds"))
        let pid = String(decoding: try Files.read(destination.appending("pid")), as: UTF8.self)
        #expect(!Files.exists(FilePath("/proc").appending(String(pid.dropLast()))))
    }
}
