import Glibc
import GuardianTestSupport
import Linux
import Runc
import SystemPackage
import Testing

/// What a runtime is played to do.
struct FakeRun: Sendable {
    var status: Linux.ExitStatus
    var standardOutput = ""
    var standardError = ""
}

/// Plays a runtime: each call is answered as a test says.
struct FakeMonitor: ProcessMonitoring {
    let ran = Stub<SpawnRequest, FakeRun> { _ in FakeRun(status: .exited(0)) }

    func run(
        _ request: SpawnRequest, started: @escaping @Sendable (SpawnedProcess) -> Void
    ) async throws -> ProcessExit {
        let run = try await ran(request)
        try Self.write(run.standardOutput, to: request.descriptors[1])
        try Self.write(run.standardError, to: request.descriptors[2])
        let pid = try #require(PID(rawValue: getpid()))
        let process = SpawnedProcess(pid: pid, pidfd: try PIDDescriptor.open(pid))
        defer { process.pidfd.closeIgnoringErrors() }
        started(process)
        return ProcessExit(pid: process.pid, status: run.status, time: 0)
    }

    private static func write(_ text: String, to descriptor: FileDescriptor?) throws {
        guard !text.isEmpty, let descriptor else { return }
        try descriptor.writeAll(Array(text.utf8))
    }
}

extension SpawnRequest {
    /// The word behind `option`.
    func value(of option: String) -> String? {
        guard let index = arguments.firstIndex(of: option), index + 1 < arguments.count else { return nil }
        return arguments[index + 1]
    }

    /// Writes what the runtime would write into its log.
    func writeLog(_ text: String) throws {
        guard let path = value(of: "--log") else { return }
        try Files.write(
            Array(text.utf8), to: FilePath(path), mode: FilePermissions(rawValue: 0o600), durably: false)
    }

    /// Writes the pid file, as once a process runs.
    func writePID() throws {
        guard let path = value(of: "--pid-file") else { return }
        try Files.write(Array("42".utf8), to: FilePath(path), mode: FilePermissions(rawValue: 0o600), durably: false)
    }
}
