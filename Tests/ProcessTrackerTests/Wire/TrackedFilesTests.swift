import GuardianTestSupport
import Linux
import ProcessTracker
import SystemPackage
import Testing

@Suite("What a tracker wrote")
struct TrackedFilesTests {
    @Test(
        "says how a process ended, if it has",
        arguments: [
            (#"{"status":7}"#, .exited(7)), (#"{"status":137,"signal":9,"oom":true}"#, .signalled(.kill)), (nil, nil),
        ] as [(String?, Linux.ExitStatus?)])
    func exit(contents: String?, status: Linux.ExitStatus?) throws {
        let folder = try TemporaryDirectory("files")
        let process = folder.path.appending("processes").appending("p")
        try Files.makeDirectories(process, mode: FilePermissions(rawValue: 0o700))
        if let contents {
            try Files.write(
                Array(contents.utf8), to: process.appending("exit.json"), mode: FilePermissions(rawValue: 0o600),
                durably: false)
        }
        let files = TrackedFiles(folder: folder.path)
        let (name, other) = (try #require(ProcessName("p")), try #require(ProcessName("q")))

        #expect(try files.exit(of: name) == status)
        #expect(files.hasProcess(name))
        #expect(try files.exit(of: other) == nil)
        #expect(!files.hasProcess(other))
    }
}
