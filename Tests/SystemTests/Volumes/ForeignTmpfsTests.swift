import GuardianTestSupport
import Linux
import SystemPackage
import Testing

@Suite("Folders in a tmpfs of a user namespace", .enabled(if: VolumeSandbox.isIsolated, "needs ci/isolated"))
struct ForeignTmpfsTests {
    @Test("are made although the host's root does not exist there, also where the owner may not write")
    func make() throws {
        let scratch = try TemporaryDirectory("tmpfs")
        let mapping = try UserMapping.maximus()
        let alice = FileOwner(user: 1000, group: 1000)
        let place = scratch.path

        try withTmpfs(at: place, mapping) { root, inside in
            try root.makeDirectories(place / "a/b", owner: alice, mode: FilePermissions(rawValue: 0o750))
            try root.makeDirectories(place / "a/b/c", owner: mapping.root, mode: FilePermissions(rawValue: 0o755))

            #expect(try root.isDirectory(place / "a/b/c"))
            #expect(try FileStatus.of(inside / "a").owner == alice)
            #expect(try FileStatus.of(inside / "a/b").mode.rawValue == 0o750)
            #expect(try FileStatus.of(inside / "a/b/c").owner == mapping.root)
        }

        #expect(try Files.entries(of: place) == [])
        let status = String(decoding: try Files.read("/proc/thread-self/status"), as: UTF8.self)
        #expect(status.contains("Uid:\t0\t0\t0\t0"))
    }

    /// A process in user and mount namespaces of its own that has mounted a tmpfs at `place`; gone on return.
    private func withTmpfs(
        at place: FilePath, _ mapping: UserMapping, _ body: (RootDirectory, _ inside: FilePath) throws -> Void
    ) throws {
        let namespace = try UserNamespace.make(mapping)
        let (input, output) = (try Pipe.make(), try Pipe.make())
        var request = SpawnRequest(
            executable: "/usr/bin/nsenter",
            arguments: [
                "nsenter", "--user=/proc/self/fd/3", "/usr/bin/unshare", "--mount", "/bin/busybox", "sh", "-e", "-c",
                "mount -t tmpfs -o mode=755 none '\(place)'; echo ready; read line || true",
            ])
        request.environment = ["PATH=/bin"]
        request.descriptors = [input.read, output.write, .standardError, namespace]
        let process = try Spawn.start(request)
        for end in [namespace, input.read, output.write] { end.closeIgnoringErrors() }
        let result = Result {
            try #require(output.read.readNow(upTo: 16) == Array("ready\n".utf8))
            let root = FilePath("/proc/\(process.pid)/root")
            try body(RootDirectory(root), root.appending(place.components))
        }
        input.write.closeIgnoringErrors()
        output.read.closeIgnoringErrors()
        try reap(process)
        try result.get()
    }

    private func reap(_ process: SpawnedProcess) throws {
        defer { process.pidfd.closeIgnoringErrors() }
        let poll = try EventPoll()
        try poll.add(process.pidfd, .readable, token: 0)
        while try PIDDescriptor.reap(process.pidfd) == nil { _ = try poll.wait() }
    }
}
