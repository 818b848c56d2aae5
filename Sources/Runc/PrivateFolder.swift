import Linux
import LinuxAsync
import SystemPackage

/// A folder for the files of one call, which only we can enter.
struct PrivateFolder: Sendable {
    let path: FilePath
    /// The program that the call is made with, once it was looked for; nil: as the configuration says.
    var executable: FilePath?
    private let system: AsyncSystem

    var log: FilePath { path.appending("log") }
    var pidFile: FilePath { path.appending("pid") }

    /// Makes one below `parent`.
    init(in parent: FilePath, on system: AsyncSystem) async throws {
        let path = parent.appending("guardian-runc-" + RandomUUID.make())
        try await system.blocking { try Files.makeNewDirectory(path, mode: FilePermissions(rawValue: 0o700)) }
        (self.path, self.system) = (path, system)
    }

    /// Removes it, also when the task is cancelled.
    func remove() async throws {
        try await system.blocking { [path] in try Files.removeTree(path) }
    }

    /// Whether the runtime wrote the pid of a process that it started.
    func hasStarted(by pidFile: FilePath) async throws -> Bool { try await !read(pidFile).isEmpty }

    /// Removes what an earlier call may have left at `path`.
    func clear(_ path: FilePath) async throws {
        try await system.blocking { try Files.remove(path) }
    }

    private func read(_ path: FilePath) async throws -> [UInt8] {
        try await system.blocking {
            do {
                return try Files.read(path, from: 0)
            } catch let error as LinuxError where error.errno == .noSuchFileOrDirectory {
                return []
            }
        }
    }
}
