import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("Streams of files and what happens around them")
struct StreamLifeTests {
    /// A folder of a few megabytes, more than all buffers on the way take.
    private static let large = "mkdir -p /tmp/d; for i in 1 2 3 4; do dd if=/dev/zero of=/tmp/d/$i bs=1M count=4; done"

    @Test("a client that gives up leaves no archiver", arguments: [ServerProcess.ownRuntime])
    func clientGone(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let (handle, streaming, archive) = try await underWay(server)

            streaming.cancel()
            await archive.close()

            await #expect(throws: (any Error).self) { try await streaming.value }
            try await server.untilArchivers(0)
            #expect(try await server.backend.run("true", in: handle).status == 0)
        }
    }

    @Test("a destroy ends those under way at once", arguments: ServerProcess.runtimes)
    func destroyed(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let (handle, streaming, archive) = try await underWay(server)

            try await server.backend.destroy(handle)

            let reason = await server.failure { try await streaming.value }
            #expect(reason.hasPrefix("error streaming in: "), "\(reason)")
            await #expect(throws: (any Error).self) { while try await !archive.read().isEmpty {} }
            await archive.close()
            #expect(try server.archivers().isEmpty)
        }
    }

    @Test("a destroy while many are about to start fails none but them")
    func destroyedMeanwhile() async throws {
        try await ServerProcess.serving { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            let finished = Recorder<Int>()

            let streaming = Task {
                await withTaskGroup(of: Void.self) { group in
                    for number in 0..<32 {
                        group.addTask {
                            do {
                                try await server.streamIn([TarMember("f")], to: "/tmp/\(number)", in: handle)
                            } catch {
                                let text = "\(error)"
                                #expect(
                                    ["error streaming in", "being destroyed", "unknown handle"]
                                        .contains(where: text.contains), "\(text)")
                            }
                            finished.record(number)
                        }
                    }
                }
            }
            await finished.wait { !$0.isEmpty }
            try await server.backend.destroy(handle)

            await streaming.value
            #expect(try server.archivers().isEmpty)
        }
    }

    @Test(
        "a server that is killed leaves no archiver, and the container can be destroyed",
        arguments: [ServerProcess.ownRuntime])
    func serverKilled(runtime: String) async throws {
        let server = try ServerProcess(runtime: runtime)
        let first = try await server.start()
        let (handle, streaming, archive) = try await underWay(server)

        try PIDDescriptor.send(.kill, to: first.pidfd)
        _ = try await server.system.exitStatus(of: first)

        await #expect(throws: (any Error).self) { try await streaming.value }
        await archive.close()
        try await server.untilArchivers(0)
        let second = try await server.start()
        try await server.streamIn([TarMember("file", "after")], to: "/srv", in: handle)
        #expect(try await server.streamOut("/srv/file", from: handle).map(\.text) == ["after"])
        try await server.backend.destroy(handle)
        try PIDDescriptor.send(.terminate, to: second.pidfd)
        _ = try await server.system.exitStatus(of: second)
        try await server.cleanUp()
        #expect(try await Leftovers(of: server).found() == [])
    }

    @Test("a container that was stopped still has its files", arguments: [ServerProcess.ownRuntime])
    func stopped(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let (handle, streaming, archive) = try await underWay(server)

            try await server.backend.container(handle).stop(kill: true)

            // Streams under way are processes of the container like any other.
            await #expect(throws: (any Error).self) { try await streaming.value }
            await archive.close()
            try await server.streamIn([TarMember("file", "still")], to: "/srv", in: handle)
            #expect(try await server.streamOut("/srv/file", from: handle).map(\.text) == ["still"])
        }
    }

    @Test("a container whose init has ended has no files", arguments: [ServerProcess.ownRuntime])
    func initKilled(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            let text = String(
                decoding: try Files.read(server.depot.appending("a").appending("init.pid")), as: UTF8.self)
            let pidfd = try PIDDescriptor.open(
                try #require(Int32(text.prefix { $0.isNumber }).flatMap(PID.init(rawValue:))))
            try PIDDescriptor.send(.kill, to: pidfd)
            try await server.system.hasEnded(pidfd: pidfd)
            try pidfd.close()

            // The server may or may not have heard of it by now.
            let incoming = await server.failure { try await server.streamIn([], to: "/tmp", in: handle) }
            let outgoing = await server.failure { try await server.streamOut("/tmp", from: handle) }

            #expect(incoming.hasPrefix("error streaming in: container a is stopped: its init "), "\(incoming)")
            #expect(outgoing.hasPrefix("error streaming out: container a is stopped: its init "), "\(outgoing)")
        }
    }

    @Test("32 at once, into one container and out of several, do not meet", arguments: [ServerProcess.ownRuntime])
    func many(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let handles = try await server.bothKinds()
            try await server.streamIn([TarMember("file")], to: "/srv", in: handles[0])
            let descriptors = FilePath("/proc/\(try server.pid)/fd")
            let before = try Files.entries(of: descriptors).count

            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<32 {
                    group.addTask {
                        let text = String(repeating: "\(number) ", count: 50_000)
                        let handle = handles[number < 16 ? 0 : number % 2]
                        try await server.streamIn([TarMember("file", text)], to: "/srv/\(number)", in: handle)
                        let members = try await server.streamOut("/srv/\(number)/", from: handle)
                        #expect(Set(members.map(\.name)) == ["./", "./file"], "\(number)")
                        #expect(members.last?.text == text, "\(number)")
                    }
                }
                try await group.waitForAll()
            }
            #expect(try server.archivers().isEmpty)
            // The server closes a connection when it hears that the client has.
            while try Files.entries(of: descriptors).count > before { await Task.yield() }
        }
    }

    @Test(
        "a gigabyte each way costs the server no memory, and the container its page cache",
        arguments: [ServerProcess.ownRuntime])
    func gigabyte(runtime: String) async throws {
        try await ServerProcess.serving(runtime: runtime) { server in
            let megabytes = 1024
            let handle = try await server.backend.create(ContainerSpec(handle: "a"))
            let container = try await server.backend.container(handle)
            // Whatever is made once has been made by then.
            try await server.streamIn([TarMember("file")], to: "/srv", in: handle)
            _ = try await server.streamOut("/srv", from: handle)
            let memory = try ServerMemory(of: server.pid)

            try await container.streamIn(ZerosArchive("zeros", megabytes: megabytes), to: "/srv", as: "")
            let archive = try await container.streamOut("/srv/zeros", as: "")
            var count = 0
            while true {
                let bytes = try await archive.read()
                if bytes.isEmpty { break }
                count += bytes.count
            }
            await archive.close()

            #expect(count > megabytes << 20)
            let growth = try memory.growth()
            #expect(growth < 24 << 20, "\(growth)")
            // The most there was: a host without room for it takes it back.
            let peak = try ContainerCgroup(server: server, handle: "a")
                .read(("memory", "memory.max_usage_in_bytes"), two: "memory.peak")
            #expect(UInt64(peak) ?? 0 > UInt64(megabytes / 2) << 20, "\(peak)")
        }
    }

    // MARK: -

    /// A container, and one stream in each direction that waits for its client.
    private func underWay(
        _ server: ServerProcess
    ) async throws -> (Handle, streaming: Task<Void, any Error>, archive: any ByteSource) {
        let handle = try await server.backend.create(ContainerSpec(handle: "a"))
        let container = try await server.backend.container(handle)
        _ = try await server.shell(Self.large, in: handle)
        let source = FakeByteSource()
        source.write(StreamTar.header(TarMember("file"), size: 1 << 20))
        let streaming = Task { try await container.streamIn(source, to: "/srv", as: "") }
        let archive = try await container.streamOut("/tmp/d", as: "")
        try await server.untilArchivers(2)
        return (handle, streaming, archive)
    }
}

/// How much memory a server has had at most since this was made (proc_pid_status(5)).
private struct ServerMemory {
    private let folder: FilePath
    private let before: Int

    init(of pid: PID) throws {
        folder = FilePath("/proc/\(pid)")
        // 5 resets the peak (proc_pid_clear_refs(5)).
        try Files.overwrite(folder.appending("clear_refs"), with: Array("5".utf8))
        before = try Self.value(of: "VmRSS:", in: folder)
    }

    func growth() throws -> Int { try Self.value(of: "VmHWM:", in: folder) - before }

    private static func value(of name: String, in folder: FilePath) throws -> Int {
        let text = String(decoding: try Files.read(folder.appending("status")), as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name) })
        return try #require(Int(line.filter(\.isNumber))) * 1024
    }
}
