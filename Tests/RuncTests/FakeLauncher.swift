import Glibc
import GuardianTestSupport
import Linux
import Runc
import SystemPackage

/// Plays a runtime: each call is answered as a test says.
struct FakeLauncher: ProcessLaunching {
    let ran = Stub<SpawnRequest, ExitStatus> { _ in .exited(0) }
    let captured = Stub<SpawnRequest, LaunchOutput> { _ in LaunchOutput(status: .exited(0)) }

    func run(_ request: SpawnRequest) async throws -> ExitStatus { try await ran(request) }

    func runCapturing(_ request: SpawnRequest) async throws -> LaunchOutput { try await captured(request) }
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
