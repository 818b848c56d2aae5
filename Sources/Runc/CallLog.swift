import Linux
import LinuxAsync
import RuncCommand
import SystemPackage

/// The messages of one call.
struct CallLog: Sendable {
    /// Nil: they are on standard error.
    let path: FilePath?
    /// Where they begin.
    let offset: Int64
    let system: AsyncSystem

    /// How long the file at `path` is; 0 when there is none.
    static func size(of path: FilePath, on system: AsyncSystem) async throws -> Int64 {
        try await system.blocking { try ifThere { try FileStatus.of(path).size } ?? 0 }
    }

    /// Why the runtime failed, from its messages alone; nil when there is none of that kind.
    func lastError(_ standardError: [UInt8]) async throws -> String? {
        RuncLog.lastError(in: try await messages(standardError))
    }

    /// Why the runtime failed, from all that it said; empty when it said nothing.
    func failureMessage(_ standardError: [UInt8]) async throws -> String {
        RuncLog.failureMessage(log: try await messages(standardError), standardError: standardError)
    }

    private func messages(_ standardError: [UInt8]) async throws -> [UInt8] {
        guard let path else { return standardError }
        return try await system.blocking { [offset] in
            // The runtime may not have got as far as opening it.
            try Self.ifThere { try Files.read(path, from: offset) } ?? []
        }
    }

    private static func ifThere<Answer>(_ look: () throws -> Answer) throws -> Answer? {
        do {
            return try look()
        } catch let error as LinuxError where error.errno == .noSuchFileOrDirectory {
            return nil
        }
    }
}
