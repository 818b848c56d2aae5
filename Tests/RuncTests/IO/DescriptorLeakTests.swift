import GuardianTestSupport
import Linux
import LinuxAsync
import OCI
import Runc
import RuncCommand
import Synchronization
import SystemPackage
import Testing

/// Starts programs, and remembers which files it gave them.
private final class RememberingMonitor: ProcessMonitoring {
    struct File: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    private let child: ChildMonitor
    private let given = Mutex<Set<File>>([])

    init(_ system: AsyncSystem) { child = ChildMonitor(system) }

    func run(
        _ request: SpawnRequest, started: @escaping @Sendable (SpawnedProcess) -> Void
    ) async throws -> ProcessExit {
        let files = try request.descriptors.compactMap(\.self).map { descriptor in
            let status = try FileStatus.of(descriptor)
            return File(device: status.device, inode: status.inode)
        }
        given.withLock { $0.formUnion(files) }
        return try await child.run(request, started: started)
    }

    var count: Int { given.withLock(\.count) }

    /// What of it this process has open. Other tests run meanwhile, so numbers alone would say nothing.
    func open() throws -> [String] {
        let given = given.withLock(\.self)
        return try Files.entries(of: "/proc/self/fd").filter { name in
            do {
                let status = try FileStatus.of(FilePath("/proc/self/fd/\(name)"))
                return given.contains(File(device: status.device, inode: status.inode))
            } catch {
                // Closed in the meantime.
                return false
            }
        }
    }
}

@Suite("Descriptors of calls", .timeLimit(.minutes(10)))
struct DescriptorLeakTests {
    @Test("are all closed after 200 calls, whichever they were and however they ended")
    func calls() async throws {
        let monitor = RememberingMonitor(try ScriptRuntime.system.get())
        let runtime = try await ScriptRuntime(
            """
            case "$all" in *fail*) echo no >&2; exit 1 ;; esac
            [ -n "$pid_file" ] && started
            exit 0
            """, monitor: monitor)
        let failing = ContainerID(escaping: "fail")

        for _ in 0..<20 {
            for call in ScriptRuntime.starts { try await runtime.start(call, io: .captured) }
            try await runtime.start("create", io: .null)
            try await runtime.start("run", io: .pipes(StandardPipes()))
            try await runtime.client.create(runtime.id, bundle: "/b") { running in try running.send(.windowChange) }
            try await runtime.client.delete(runtime.id)
            await #expect(throws: RuncError.self) { try await runtime.client.delete(failing) }
            await #expect(throws: RuncError.self) { try await runtime.client.create(failing, bundle: "/b") }
        }

        // 20 times: three for each captured call, one for null, three pipes, three and three, and one memory file.
        #expect(monitor.count >= 20 * 20)
        var open = try monitor.open()
        // A program that another test is just starting may still hold a pipe, whose end comes a moment later then.
        for _ in 0..<10_000 where !open.isEmpty {
            await Task.yield()
            open = try monitor.open()
        }
        #expect(open == [])
    }
}
