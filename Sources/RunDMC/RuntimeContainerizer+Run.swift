import Cgroups
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
            let reason = lost.withLock { $0[handle] }?.reason ?? "it was not taken up again"
            throw RunDMCError.stopped(handle: handle.value, reason: reason)
        }
        let process = try container.runningInit(of: handle)
        try ResourceCeilings.check(spec.resourceLimits, on: facts)
        do {
            return try await start(spec, in: container, process)
        } catch {
            // Whatever failed because of it.
            guard let reason = Self.end(of: process, error) else { throw error }
            throw RunDMCError.stopped(handle: handle.value, reason: reason)
        }
    }

    /// Checks that init runs: see `Containerizing`.
    public func checkRuns(_ handle: Handle) async throws {
        guard let container = live.withLock({ $0[handle] }), let process = container.initProcess else {
            throw RunDMCError.stopped(handle: handle.value, reason: "it does not run yet")
        }
        if container.stopReason == nil, Self.lives(process) { return }
        let cgroup = try CgroupTree(container.section.cgroup, in: configuration.cgroups.tree.layout)
        let bytes = container.section.limits.memory.limitInBytes
        if bytes > 0, try await system.blocking({ try cgroup.oomKills() }) > 0 {
            throw RunDMCError.memoryLimitTooSmall(
                handle: handle.value, bytes: bytes, reason: "the kernel killed its first process")
        }
        throw RunDMCError.stopped(handle: handle.value, reason: container.stopReason ?? "its init is gone")
    }

    /// Why nothing can be started in a container whose init `process` is, when something just failed with `error`; nil
    /// while it lives.
    private static func end(of process: PID, _ error: any Error) -> String? {
        if error as? TrackerError == .trackerGone { return "\(error)" }
        return lives(process) ? nil : "its init is gone"
    }

    /// What has ended has no root, even before it is reaped.
    private static func lives(_ process: PID) -> Bool { Files.exists(FilePath("/proc/\(process)/root/.")) }

    private func start(
        _ spec: ProcessSpec, in container: LiveContainer, _ process: PID
    ) async throws -> any Garden.Process {
        let id = try ProcessID(spec.id.isEmpty ? RandomUUID.make() : spec.id)
        let mapping = container.mapping
        let place = try await system.blocking {
            try ProcessPlace.find(for: spec, in: RootDirectory(FilePath("/proc/\(process)/root")), mapping)
        }
        let user = place.user

        let description = ProcessPreparation(bundle: container.bundle, user: user)
            .process(for: spec, workingDirectory: place.directory)
        var request = ProcessRequest(
            id: id.value, runtime: configuration.runtime.forExistingContainers,
            container: try ContainerID(container.section.runtimeID), process: description.json.encoded())
        request.owner = FileOwner(user: mapping.hostUser(user.uid), group: mapping.hostGroup(user.gid))
        do {
            return TrackedGardenProcess(
                id: id, process: try await container.tracker.run(request),
                forgetter: configuration.forgetsProcesses ? container.tracker : nil)
        } catch {
            throw Self.translate(error, place)
        }
    }

    /// What callers of the original tell apart is typed; the rest keeps the runtime's words.
    private static func translate(_ error: any Error, _ place: ProcessPlace) -> any Error {
        switch error {
        case TrackerError.processExists: GardenError.conflict("\(error)")
        case TrackerError.runtime(.executableNotFound, let message, _):
            GardenError.executableNotFound(message: message)
        case TrackerError.runtime(.workingDirectory, let message, _):
            GardenError.invalidRequest("working directory \(place.directory): \(message)")
        default: error
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
