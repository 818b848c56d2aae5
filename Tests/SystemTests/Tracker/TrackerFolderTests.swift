import Glibc
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing
import TrackerClient

/// All programs of a user share few inotify instances; one in each tracker would be too many.
@Suite("A real tracker and its folder")
struct TrackerFolderTests {
    @Test("it ends when its folder is gone and there is nothing to look after, whatever comes first", arguments: 0..<3)
    func abandoned(order: Int) async throws {
        try await TrackerSandbox.use(.own) { sandbox in
            let pidfd = try PIDDescriptor.open(sandbox.trackerPID())
            defer { pidfd.closeIgnoringErrors() }

            if order == 0 { try Files.remove(sandbox.file("tracker.sock")) }
            sandbox.tracker.disconnect()
            if order == 1 { try await sandbox.until { try sandbox.folderWatches() == 1 } }
            if order > 0 { try Files.remove(sandbox.file("tracker.sock")) }

            try await sandbox.system.hasEnded(pidfd: pidfd)
        }
    }

    @Test("it watches the folder only while nothing else can wake it", arguments: Runtime.allCases)
    func watchesSeldom(_ runtime: Runtime) async throws {
        try await TrackerSandbox.use(runtime) { sandbox in
            let pidfd = try PIDDescriptor.open(sandbox.trackerPID())
            defer { pidfd.closeIgnoringErrors() }
            #expect(try sandbox.folderWatches() == 0)
            sandbox.tracker.disconnect()
            try await sandbox.until { try sandbox.folderWatches() == 1 }
            let second = try await Tracker.connect(folder: sandbox.folder.path, system: sandbox.system)
            try await sandbox.until { try sandbox.folderWatches() == 0 }

            let pid = try await second.createContainer(
                sandbox.container, bundle: sandbox.folder.path, runtime: sandbox.runtime)
            let process = try await sandbox.run("p", ["/bin/sleep", "1000"], by: second)
            second.disconnect()
            process.detach()
            // Its own socket is left. The end of a process makes it go round once more.
            try await sandbox.until { try sandbox.openFiles("socket:") == 1 }
            #expect(kill(process.pid.rawValue, SIGKILL) == 0)
            try await sandbox.until { Files.exists(sandbox.file("processes/p/exit.json")) }
            #expect(try sandbox.folderWatches() == 0)

            #expect(kill(pid.rawValue, SIGKILL) == 0)
            try await sandbox.until { try sandbox.folderWatches() == 1 }
            try Files.remove(sandbox.file("tracker.sock"))
            try await sandbox.system.hasEnded(pidfd: pidfd)
        }
    }

    @Test("it goes on where the folder cannot be watched, says so once, and looks when something else wakes it")
    func unwatched() async throws {
        try await TrackerSandbox.use(.own) { sandbox in
            let pidfd = try PIDDescriptor.open(sandbox.trackerPID())
            defer { pidfd.closeIgnoringErrors() }
            try await sandbox.limitDescriptors(to: 0)
            sandbox.tracker.disconnect()
            try await sandbox.until { try !sandbox.log().isEmpty }
            #expect(kill(try sandbox.trackerPID().rawValue, SIGCHLD) == 0)
            try await sandbox.limitDescriptors(to: 100)

            let second = try await Tracker.connect(folder: sandbox.folder.path, system: sandbox.system)
            #expect(try await second.contents() == TrackerContents())
            try Files.remove(sandbox.file("tracker.sock"))
            second.disconnect()
            try await sandbox.system.hasEnded(pidfd: pidfd)
            #expect(try sandbox.log().split(separator: "\n").count == 1)
        }
    }
}

extension TrackerSandbox {
    /// Waits until something is so that nobody tells of.
    fileprivate func until(_ isTrue: () throws -> Bool) async throws {
        while try !isTrue() { await Task.yield() }
    }

    /// How many inotify instances the tracker has.
    fileprivate func folderWatches() throws -> Int { try openFiles("anon_inode:inotify") }

    /// How many descriptors the tracker has of files whose names begin like this.
    fileprivate func openFiles(_ beginning: String) throws -> Int {
        let folder = FilePath("/proc/\(try trackerPID())/fd")
        return try Files.entries(of: folder).count { number in
            var name = [CChar](repeating: 0, count: 64)
            // One that was closed since has no name.
            let length = readlink(folder.appending(number).string, &name, name.count)
            return String(decoding: name.prefix(max(length, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
                .hasPrefix(beginning)
        }
    }

    fileprivate func log() throws -> String { String(decoding: try Files.read(file("tracker.log")), as: UTF8.self) }

    /// Sets how many descriptors the tracker may have from now on, those apart that it has.
    fileprivate func limitDescriptors(to count: Int) async throws {
        let pid = try trackerPID()
        let request = SpawnRequest(
            executable: "/usr/bin/prlimit", arguments: ["prlimit", "--pid", "\(pid)", "--nofile=\(count):"])
        try #require(try await CapturedCommand(request).run(on: system).status == .exited(0))
    }
}
