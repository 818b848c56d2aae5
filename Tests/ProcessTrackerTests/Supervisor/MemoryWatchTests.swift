import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import ProcessTracker

/// Version 1 needs the kernel itself: see the tests of a real tracker.
@Suite("Watching a version 2 memory cgroup")
struct MemoryWatchTests {
    private let folder: TemporaryDirectory
    private let file: FilePath

    init() throws {
        folder = try TemporaryDirectory("memory")
        file = folder.path.appending("memory.events")
        try count(0)
    }

    /// As the kernel does: the file stays the same.
    private func count(_ kills: Int) throws {
        let text = "low 0\nhigh 0\nmax 7\noom 3\noom_kill \(kills)\noom_group_kill 0\n"
        if Files.exists(file) { return try Files.overwrite(file, with: Array(text.utf8)) }
        try Files.write(Array(text.utf8), to: file, mode: .ownerReadWrite, durably: false)
    }

    @Test("every change is noticed, and the end too")
    func changes() throws {
        var watch = try MemoryWatch(MemoryCgroup(.two, folder: folder.path))
        defer { watch.close() }
        let poll = try EventPoll()
        try poll.add(watch.descriptor, .readable, token: 1)

        for kills in 1...3 {
            try count(kills)
            _ = try poll.wait()
            try watch.noteChange()
            #expect(try watch.kills() == UInt64(kills))
            #expect(try watch.descriptor.readNow(upTo: 4096) == nil)
        }
        try Files.remove(file)
        _ = try poll.wait()
        try watch.noteChange()
        #expect(try watch.kills() == nil)
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
