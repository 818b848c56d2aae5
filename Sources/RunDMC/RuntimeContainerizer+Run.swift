public import Garden
import Guardian
import JSON
import Linux
import LinuxAsync
import OCI
import RuncCommand
import Synchronization
import SystemPackage
import TrackerClient

extension RuntimeContainerizer {
    /// Starts a process: looks its user up in the container's own files, makes its working directory there, and hands it
    /// to the tracker.
    public func run(_ spec: ProcessSpec, in handle: Handle) async throws -> any Garden.Process {
        guard let container = live.withLock({ $0[handle] }) else {
            let reason = lost.withLock { $0[handle] } ?? "it was not taken up again"
            throw RunDMCError.stopped(handle: handle.value, reason: reason)
        }
        let process = try container.runningInit(of: handle)
        let id = try ProcessID(spec.id.isEmpty ? RandomUUID.make() : spec.id)
        let mapping = container.mapping
        let (user, directory) = try await system.blocking { try Self.enter(spec, root: process, mapping: mapping) }

        let description = ProcessPreparation(bundle: container.bundle, user: user)
            .process(for: spec, workingDirectory: directory)
        var request = ProcessRequest(
            id: id.value, runtime: configuration.runtime.forExistingContainers,
            container: try ContainerID(container.section.runtimeID), process: description.json.encoded())
        request.owner = FileOwner(user: mapping.hostUser(user.uid), group: mapping.hostGroup(user.gid))
        container.started(id.value)
        do {
            return TrackedGardenProcess(id: id, process: try await container.tracker.run(request))
        } catch {
            throw Self.translate(error, ending: id, in: container)
        }
    }

    /// Who the process runs as and where; the folder is made if it is missing.
    private static func enter(
        _ spec: ProcessSpec, root process: PID, mapping: UserMapping
    ) throws -> (ResolvedUser, directory: String) {
        let root = try RootDirectory(FilePath("/proc/\(process)/root"))
        let user = try UserDatabase.resolve(spec.user, in: root)
        let directory = ProcessPreparation.workingDirectory(spec.directory, home: user.home)
        let owner = FileOwner(user: mapping.hostUser(user.uid), group: mapping.hostGroup(user.gid))
        try root.makeDirectories(FilePath(directory), owner: owner, mode: FilePermissions(rawValue: 0o755))
        return (user, directory)
    }

    /// What callers of the original tell apart is typed; the rest keeps the runtime's words.
    private static func translate(_ error: any Error, ending id: ProcessID, in container: LiveContainer) -> any Error {
        switch error {
        case TrackerError.processExists: return GardenError.conflict("\(error)")
        case TrackerError.runtime(.executableNotFound, let message, _):
            container.note(.processExited(id: id.value, .exited(0)))
            return GardenError.executableNotFound(message: message)
        default:
            container.note(.processExited(id: id.value, .exited(0)))
            return error
        }
    }
}

extension LiveContainer {
    /// The ids of the container's user namespace; without one they are the host's.
    var mapping: UserMapping {
        UserMapping(
            users: bundle.linux.userMappings.map {
                IDMapping(containerID: $0.containerID, hostID: $0.hostID, size: $0.size)
            },
            groups: bundle.linux.groupMappings.map {
                IDMapping(containerID: $0.containerID, hostID: $0.hostID, size: $0.size)
            })
    }
}
