import Garden
import GardenClient
import GuardianTestSupport
import Linux
import LinuxAsync
import SystemPackage
import Testing

@Suite("Servers that are killed again and again under load")
struct CrashCycleTests {
    private static let containers = 20
    /// Twice the same numbers, up to forty at a time, once somebody listens: on a busy machine much may be written until
    /// twenty clients are attached, and while there is no server, and what is kept of it is limited.
    private static let counting = """
        while [ ! -e /tmp/go ]; do sleep 0.1; done
        i=\(CountedStream.first)
        while [ ! -e /tmp/enough ]; do
            n=$((i + i * 7919 % 40))
            seq $i $n
            seq $i $n >&2
            i=$((n + 1))
            sleep 0.1
        done
        echo $((i - \(CountedStream.first))) >/tmp/lines
        exit 7
        """

    /// `GUARDIAN_CRASH_CASES` says how often, `GUARDIAN_CRASH_SEED` when, `GUARDIAN_CRASH_RUNTIMES` with which runtimes.
    @Test("lose no process, no line and no exit status", arguments: CrashMatrixTests.runtimes)
    func cycles(runtime: String) async throws {
        let run = FuzzRun("CRASH", cases: 10)
        let server = try ServerProcess(runtime: runtime)
        let (servers, attached) = (Recorder<Int>(), Recorder<Handle>())
        var current = try await server.start()
        servers.record(0)
        let handles = try (0..<Self.containers).map { try Handle("counter-\($0)") }
        let pids = try await begin(handles, server)

        let followers = try handles.map {
            CountFollower(server.backend, try Self.id(of: $0), in: $0, servers: servers, attached: attached)
        }
        let following = followers.map { follower in Task { try await follower.follow() } }
        await attached.wait { $0.count == handles.count }
        try touch("go", handles, server)
        for cycle in run.cases {
            var random = run.random(cycle)
            // The instant is what this is about.
            try await Task.sleep(for: .milliseconds(random.below(800)))
            if cycle == run.cases.upperBound - 1 { try touch("enough", handles, server) }
            try PIDDescriptor.send(.kill, to: current.pidfd)
            _ = try await server.system.exitStatus(of: current)
            for (handle, pid) in zip(handles, pids) where cycle < run.cases.upperBound - 1 {
                #expect(Files.exists(FilePath("/proc/\(pid)")), "\(handle) after \(cycle + 1) kills")
            }
            current = try await server.start()
            servers.record(cycle + 1)
        }
        try touch("enough", handles, server)

        var (bytes, repetitions, attachments) = (0, [Int](), 0)
        for (handle, task) in zip(handles, following) {
            guard case .success(let result) = await task.result else {
                // Not thrown: what is there has to be removed.
                Issue.record("\(handle): \(await task.result)")
                continue
            }
            let lines = try await server.shell("cat /tmp/lines", in: handle)
            #expect(result.status == 7)
            for stream in [result.output, result.errors] {
                #expect("\(stream.lines)\n" == lines, "\(handle)")
                bytes += stream.length
                repetitions += stream.repetitions
            }
            attachments += result.attachments
        }
        // Between the server's write to a client and its taking the same bytes out of the pipe there may be a kill.
        #expect(repetitions.allSatisfy { $0 <= 64 * 1024 })
        print(
            """
            crash cycles: \(runtime), seed \(run.seed): \(run.cases.count) kills, \(handles.count) processes, \
            \(attachments) attachments, \(bytes) bytes; \(repetitions.count) times some came twice, \
            \(repetitions.reduce(0, +)) bytes in all, \(repetitions.max() ?? 0) at most
            """)
        for handle in handles { try await server.backend.destroy(handle) }
        try await server.endAndCleanUp(current)
    }

    private static func id(of handle: Handle) throws -> ProcessID { try ProcessID("process-of-\(handle)") }

    /// Starts everything, and nobody listens yet.
    ///
    /// - Returns: the processes' numbers.
    private func begin(_ handles: [Handle], _ server: ServerProcess) async throws -> [PID] {
        var pids: [PID] = []
        for handle in handles {
            _ = try await server.backend.create(ContainerSpec(handle: handle.value))
            var spec = ProcessSpec(path: "sh", arguments: ["-c", Self.counting])
            spec.id = try Self.id(of: handle).value
            let process = try await server.backend.container(handle).run(spec)
            await process.detach()
            pids.append(try server.pid(in: "processes/\(spec.id)/pid", of: handle))
        }
        return pids
    }

    /// Makes a file that the processes look for.
    private func touch(_ name: String, _ handles: [Handle], _ server: ServerProcess) throws {
        for handle in handles {
            let root = FilePath("/proc/\(try server.pid(in: "init.pid", of: handle))/root")
            try Files.write(
                [], to: root.appending("tmp").appending(name), mode: FilePermissions(rawValue: 0o644), durably: false)
        }
    }
}
