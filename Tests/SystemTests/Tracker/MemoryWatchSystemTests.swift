import Cgroups
import Glibc
import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@testable import ProcessTracker

/// A machine may have its memory controller in version 1. All files of version 2 that tell of changes do it by the same
/// means (fs/kernfs/file.c: kernfs_notify), so here `cgroup.events` takes the place of `memory.events`.
@Suite("Watching a version 2 cgroup's file")
struct MemoryWatchSystemTests {
    @Test("every change wakes once, and the end of the cgroup is seen")
    func changes() throws {
        guard let layout = try CgroupSandbox.unifiedLayout() else { return print("skipped: no version 2 hierarchy") }
        try CgroupSandbox.use(layout) { sandbox in
            let folder = try TemporaryDirectory("memory")
            let cgroup = try #require(sandbox.tree.paths.first)
            let link = folder.path.appending("memory.events")
            try #require(symlink(cgroup.appending("cgroup.events").string, link.string) == 0)
            let watch = try MemoryWatch(MemoryCgroup(.two, folder: folder.path))
            defer { watch.close() }
            let poll = try Wakes(watch)

            #expect(try watch.kills() == 0)
            #expect(try poll.now() == [])
            let process = try sandbox.start("echo; exec sleep 1000")
            #expect(try poll.next() == [Wakes.watch])
            #expect(try watch.kills() == 0)
            #expect(try poll.now() == [])
            try PIDDescriptor.send(.kill, to: process.pidfd)
            _ = try sandbox.end(of: process)
            #expect(try poll.next() == [Wakes.watch])
            #expect(try watch.kills() == 0)
            #expect(try poll.now() == [])
            try sandbox.tree.remove()
            #expect(try watch.kills() == nil)
        }
    }
}

/// What a poll has to say about a watch.
private struct Wakes {
    static let watch: UInt64 = 1
    private static let always: UInt64 = 2

    private let poll: EventPoll
    private let pipe: (read: FileDescriptor, write: FileDescriptor)

    init(_ watch: MemoryWatch) throws {
        poll = try EventPoll()
        pipe = try Pipe.make()
        try poll.add(watch.descriptor, watch.signs, token: Self.watch)
    }

    /// Waits.
    func next() throws -> Set<UInt64> { Set(try poll.wait().map(\.token)) }

    /// Does not wait, because something else is ready.
    func now() throws -> Set<UInt64> {
        try poll.add(pipe.write, .writable, token: Self.always)
        defer { poll.remove(pipe.write) }
        return try next().subtracting([Self.always])
    }
}
