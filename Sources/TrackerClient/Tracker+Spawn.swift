import Linux
import LinuxAsync
import ProcessTracker
import RuncCommand
import SystemPackage

extension Tracker {
    /// For the runtime, which may look for helpers; nothing of this program's own environment reaches a container's
    /// neighbourhood.
    private static let environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]

    /// Starts the program. It outlives this one, so it has no parent-death signal and a session of its own.
    static func spawn(
        _ arguments: [String], connection: SequencedPacketSocket, logFile: FilePath, system: AsyncSystem
    ) async throws -> SpawnedProcess {
        let log = try await system.blocking { () throws -> FileDescriptor in
            try FileDescriptor.open(
                logFile, .writeOnly, options: [.create, .append, .closeOnExec],
                permissions: FilePermissions(rawValue: 0o600))
        }
        defer { log.closeIgnoringErrors() }
        var request = SpawnRequest(executable: FilePath(arguments[0]), arguments: arguments)
        request.environment = environment
        request.descriptors = [nil, nil, log, connection.descriptor]
        request.newSession = true
        let process = try await system.spawn(request)
        // It has started nothing yet: it waits for our first message.
        try DescriptorLimit.restore(for: process.pid)
        return process
    }

    /// The end of a log.
    static func lastWords(in logFile: FilePath, system: AsyncSystem) async throws -> String {
        let text = try await system.blocking { try Files.read(logFile) }
        let line = text.split(separator: UInt8(ascii: "\n")).last ?? []
        return String(decoding: line, as: UTF8.self)
    }
}

extension TrackerError {
    /// What a tracker's answer means about `container` and the process `id`.
    init(_ failure: TrackerFailure, container: ContainerID? = nil, id: String? = nil) {
        switch (failure.reason, failure.status, container, id) {
        case (.processExists, _, _, let id?): self = .processExists(id)
        case (.runtime, let status?, let container?, _):
            let meaning = RuntimeDialect.classify(failure.message, about: container)
            self = .runtime(meaning, message: failure.message, status: status)
        default: self = .refused(failure.message)
        }
    }
}
