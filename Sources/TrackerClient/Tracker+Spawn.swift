import Linux
import LinuxAsync
import ProcessTracker
import RuncCommand
import SystemPackage

/// A tracker that is about to be started.
struct TrackerLaunch: Sendable {
    var program: FilePath
    /// The container's folder.
    var folder: FilePath
    /// Folders of the cgroups that it moves into.
    var cgroups: [FilePath]

    var logFile: FilePath { folder.appending("tracker.log") }

    var arguments: [String] {
        [program.string, folder.string] + cgroups.flatMap { ["--cgroup", $0.string] }
    }

    /// The folder of the version 2 cgroup among them; there is at most one such hierarchy. One that is not there is the
    /// tracker's to complain of.
    func openUnifiedCgroup() throws -> FileDescriptor? {
        let path = cgroups.first { Files.exists($0) && !Files.exists($0.appending("tasks")) }
        return try path.map { try FileDescriptor.open($0, .readOnly, options: [.directory, .closeOnExec]) }
    }
}

extension Tracker {
    /// For the runtime, which may look for helpers; nothing of this program's own environment reaches a container's
    /// neighbourhood.
    private static let environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]

    /// Starts the program. It outlives this one, so it has no parent-death signal and a session of its own.
    static func spawn(
        _ launch: TrackerLaunch, connection: SequencedPacketSocket, system: AsyncSystem
    ) async throws -> SpawnedProcess {
        let cgroup = try await system.blocking { try launch.openUnifiedCgroup() }
        defer { cgroup?.closeIgnoringErrors() }
        let log = try await system.blocking { () throws -> FileDescriptor in
            try FileDescriptor.open(
                launch.logFile, .writeOnly, options: [.create, .append, .closeOnExec],
                permissions: FilePermissions(rawValue: 0o600))
        }
        defer { log.closeIgnoringErrors() }
        var request = SpawnRequest(executable: launch.program, arguments: launch.arguments)
        request.cgroup = cgroup
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
