import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import ProcessTracker

/// That it is told of changes needs the kernel itself: see the system's tests.
@Suite("Watching a memory cgroup")
struct MemoryWatchTests {
    @Test("version 2's file is read from its start each time, until it is gone")
    func counts() throws {
        let folder = try TemporaryDirectory("memory")
        let file = folder.path.appending("memory.events")
        let text = "low 0\nhigh 0\nmax 7\noom 3\noom_kill 2\noom_group_kill 0\n"
        try Files.write(Array(text.utf8), to: file, mode: .ownerReadWrite, durably: false)
        var watch = try MemoryWatch(MemoryCgroup(.two, folder: folder.path))
        defer { watch.close() }

        #expect(watch.timer == nil)
        #expect(try watch.kills() == 2)
        try watch.noteChange()
        #expect(try watch.kills() == 2)
    }

    @Test("what is not there cannot be watched", arguments: [MemoryCgroup.Version.one, .two])
    func missing(version: MemoryCgroup.Version) {
        #expect(throws: LinuxError.self) { try MemoryWatch(MemoryCgroup(version, folder: "/no/such/cgroup")) }
    }

    @Test(
        "the count is one line of several",
        arguments: [
            ("oom_kill_disable 0\nunder_oom 0\noom_kill 12\n", 12), ("oom 5\noom_kill 0\n", 0), ("", 0),
            ("oom_kill x\n", 0), ("oom_kill 1 2\n", 0),
        ] as [(String, UInt64)])
    func lines(text: String, kills: UInt64) {
        #expect(MemoryWatch.kills(in: Array(text.utf8)) == kills)
    }
}
