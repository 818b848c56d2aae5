import Linux
import LinuxAsync
import RuncCommand
import SystemPackage

/// A folder for the files of one call, which only we can enter.
struct PrivateFolder: Sendable {
    /// How much of a log is read, in bytes: it says why a call failed in its last line, and debug messages come before.
    private static let logLimit = 16 << 20

    private let path: FilePath
    private let system: AsyncSystem

    var log: FilePath { path.appending("log") }
    var pidFile: FilePath { path.appending("pid") }

    /// Makes one below `parent`.
    init(in parent: FilePath, on system: AsyncSystem) async throws {
        let path = parent.appending("guardian-runc-" + RandomUUID.make())
        try await system.blocking { try Files.makeDirectory(path, mode: FilePermissions(rawValue: 0o700)) }
        (self.path, self.system) = (path, system)
    }

    /// Removes it, also when the task is cancelled.
    func remove() async throws {
        try await system.blocking { [path] in try Files.removeTree(path) }
    }

    /// What the runtime wrote into its log; nothing when it did not get that far.
    func readLog() async throws -> [UInt8] { try await read(log) }

    /// Whether the runtime wrote the pid of a process that it started.
    func hasStarted(by pidFile: FilePath) async throws -> Bool { try await !read(pidFile).isEmpty }

    /// Removes what an earlier call may have left at `path`.
    func clear(_ path: FilePath) async throws {
        try await system.blocking { try Files.remove(path) }
    }

    private func read(_ path: FilePath) async throws -> [UInt8] {
        try await system.blocking {
            do {
                return try Files.read(path, limit: Self.logLimit)
            } catch let error as LinuxError where error.errno == .noSuchFileOrDirectory {
                return []
            }
        }
    }
}
