import Cgroups
import GuardianTestSupport
import JSON
import Linux
import LinuxAsync
import ProcessTracker
import SystemPackage
import Testing
import TrackerClient

@Suite("A real tracker whose container runs out of memory")
struct TrackerMemoryTests {
    private static let limit: Int64 = 8 << 20
    /// Takes more than there is.
    private static let hog = ["/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=64M", "count=1"]

    private func use(
        _ runtime: Runtime, _ body: (TrackerSandbox, MemoryCgroup) async throws -> Void
    ) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            guard let cgroup = try sandbox.memoryCgroup() else { return print("skipped: no memory controller") }
            try sandbox.writeConfig(memoryLimit: Self.limit)
            try await sandbox.create(memory: cgroup)
            try await body(sandbox, cgroup)
        }
    }

    @Test("has told, and written, by the time that the end is known; every time", arguments: Runtime.tracked)
    func told(_ runtime: Runtime) async throws {
        try await use(runtime) { sandbox, _ in
            for number in 1...5 as ClosedRange<UInt64> {
                let process = try await sandbox.run("p\(number)", Self.hog)

                #expect(try await process.wait() == .signalled(.kill))
                #expect(sandbox.tracker.memoryKills == number)
                #expect(try sandbox.record("events.json")["oom_kills"]?.integer() == number)
                #expect(try sandbox.record("processes/p\(number)/exit.json")["oom"]?.bool == true)
            }
            let other = try await sandbox.run("q", ["/bin/sleep", "1000"])
            try await other.signal(.kill)
            _ = try await other.wait()
            #expect(try sandbox.record("processes/q/exit.json")["oom"] == nil)
        }
    }

    @Test("tells of a child that nobody waits for, without being asked", arguments: Runtime.tracked)
    func grandchild(_ runtime: Runtime) async throws {
        try await use(runtime) { sandbox, _ in
            let shell = try await sandbox.shell("p", "\(Self.hog.joined(separator: " ")); sleep 1000")

            let kills = try await sandbox.event { if case .outOfMemory(let kills) = $0 { kills } else { nil } }

            #expect(kills == 1)
            try await shell.signal(.kill)
            _ = try await shell.wait()
        }
    }

    @Test("tells a server that was away")
    func reconnected() async throws {
        try await use(.own) { sandbox, _ in
            let first = try await sandbox.run("p", Self.hog)
            _ = try await first.wait()
            sandbox.tracker.disconnect()

            let second = try await Tracker.connect(folder: sandbox.folder.path, system: sandbox.system)
            let before = second.memoryKills
            _ = try await second.contents()

            #expect(before == 0)
            #expect(second.memoryKills == 1)
            let other = try await sandbox.run("q", Self.hog, by: second)
            _ = try await other.wait()
            #expect(second.memoryKills == 2)
            #expect(try TrackedFiles(folder: sandbox.folder.path).memoryKills() == 2)
            try await second.shutdown()
        }
    }

    @Test("goes on where nothing can be watched, and after the cgroup is gone", arguments: [true, false])
    func unwatched(isMissing: Bool) async throws {
        try await TrackerSandbox.use(.own) { sandbox in
            guard let cgroup = try sandbox.memoryCgroup() else { return print("skipped: no memory controller") }
            let missing = MemoryCgroup(cgroup.version, folder: "/no/such/cgroup")
            try await sandbox.create(memory: isMissing ? missing : cgroup)

            #expect(try await sandbox.run("p", ["/bin/true"]).wait() == .exited(0))
            _ = try await sandbox.deleteContainer()
            try await sandbox.untilRemoved(cgroup)

            #expect(try await sandbox.tracker.contents().initExit != nil)
            #expect(sandbox.tracker.memoryKills == 0)
            let log = String(decoding: try Files.read(sandbox.file("tracker.log")), as: UTF8.self)
            #expect(log.contains("/no/such/cgroup") == isMissing, "\(log)")
            #expect(isMissing || log.isEmpty, "\(log)")
        }
    }

    @Test("forgets a process that has ended, and no other", arguments: Runtime.tracked)
    func forgets(_ runtime: Runtime) async throws {
        try await use(runtime) { sandbox, _ in
            let first = try await sandbox.run("p", ["/bin/true"])
            _ = try await first.wait()
            let second = try await sandbox.run("p", ["/bin/sleep", "1000"])

            try await sandbox.tracker.forget(first)
            try await sandbox.tracker.forget(second)
            let whileItLives = Files.exists(sandbox.file("processes/p/pid"))
            try await second.signal(.kill)
            _ = try await second.wait()
            try await sandbox.tracker.forget(first)
            let afterTheFirst = Files.exists(sandbox.file("processes/p/exit.json"))
            try await sandbox.tracker.forget(second)
            try await sandbox.tracker.forget(second)

            #expect(whileItLives && afterTheFirst)
            #expect(!Files.exists(sandbox.file("processes/p")))
        }
    }
}

extension TrackerSandbox {
    /// A last sign of life of the tracker after its watch has ended.
    fileprivate func untilRemoved(_ cgroup: MemoryCgroup) async throws {
        while Files.exists(cgroup.folder) { await Task.yield() }
        _ = try await tracker.contents()
    }
}
