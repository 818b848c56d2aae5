import Cgroups
public import Garden
import Guardian
import Linux
import LinuxAsync
import Logging
import Runc
import RuncCommand
import Synchronization
import SystemPackage
import TrackerClient

extension RuntimeContainerizer {
    /// Ends all processes and removes what the runtime, the tracker and the kernel have of the container.
    ///
    /// Works from the record alone: the server that made the container, its tracker and its runtime may all be gone.
    public func destroy(_ handle: Handle) async throws {
        guard let section = try await section(of: handle) else { return }
        await live.withLock { $0[handle] }?.archivers.close()
        try await remove(section, named: handle.value, folder: configuration.layout.folder(of: handle))
        live.withLock { $0[handle] = nil }
        lost.withLock { $0[handle] = nil }
    }

    /// Removes containers and trackers below our cgroups, and what the runtime has, that belong to none of `handles`.
    public func sweep(keeping handles: Set<Handle>) async throws {
        let kept = Set(handles.map { ContainerID(escaping: $0.value).value })
        let cgroups = configuration.cgroups
        let runtimeRoot = configuration.layout.runtimeRoot
        let orphans = try await system.blocking { () throws -> Set<String> in
            var names = Set(try cgroups.containers().children()).union(try cgroups.trackers().children())
            if Files.exists(runtimeRoot) {
                names.formUnion(try Files.entries(of: runtimeRoot).filter { !$0.hasPrefix(".") })
            }
            return names.subtracting(kept)
        }
        var reasons: [String] = []
        for name in orphans.sorted() {
            log.info("guardian.container.sweep", metadata: ["id": "\(name)"])
            do {
                let section = ContainerSection(
                    runtimeID: name, cgroup: try cgroups.container(name).path,
                    trackerCgroup: try cgroups.tracker(name).path)
                try await remove(section, named: name, folder: nil)
            } catch {
                reasons.append("\(name): \(error)")
            }
        }
        guard reasons.isEmpty else { throw RunDMCError.orphansLeft(reasons: reasons) }
    }

    /// - Parameter folder: the container's folder, where its tracker listens; nil when there is none.
    private func remove(_ section: ContainerSection, named name: String, folder: FilePath?) async throws {
        let cgroup = try CgroupTree(section.cgroup, in: configuration.cgroups.tree.layout)
        let trackerCgroup = try CgroupTree(section.trackerCgroup, in: configuration.cgroups.tree.layout)
        // Killed by us first: runc looks only every tenth of a second whether what it killed has ended.
        try await kill(cgroup, of: name)
        // Both are mostly waits for other programs.
        async let isDeleted: Void = deleteAtRuntime(section)
        async let trackerIsGone: Void = removeTracker(trackerCgroup, named: name, folder: folder)
        _ = try await (isDeleted, trackerIsGone)
        // What a runtime that was still at work for the tracker had made by then.
        try await kill(cgroup, of: name)
        try await deleteAtRuntime(section)
        try await remove(cgroup)
    }

    private func removeTracker(_ cgroup: CgroupTree, named name: String, folder: FilePath?) async throws {
        if let folder { try await endTracker(in: folder) }
        // The tracker, if it did not listen, and any runtime that was still at work for it.
        try await kill(cgroup, of: name)
        try await remove(cgroup)
    }

    /// The container's processes are dead by then, so a runtime that takes longer hangs, and is killed itself.
    private static let runtimePatience = Duration.seconds(30)

    /// Only what the runtime has is deleted by it, so that a container can be destroyed whose runtime is gone.
    private func deleteAtRuntime(_ section: ContainerSection) async throws {
        let state = configuration.layout.runtimeRoot.appending(section.runtimeID)
        guard try await system.blocking({ Files.exists(state) }) else { return }
        var client = RuncClient(configuration.runtime.forExistingContainers, system: system)
        client.temporaryFolder = configuration.layout.calls
        do {
            let id = try ContainerID(section.runtimeID)
            try await Deadline.within(Self.runtimePatience) { [client] in try await client.delete(id, force: true) }
        } catch {
            // The runtime may be gone, or know only half of the container. What it wrote is all that remains of it.
            log.error(
                "guardian.container.runtime-delete-failed",
                metadata: ["id": "\(section.runtimeID)", "error": "\(error)"])
            try await system.blocking { try Files.removeTree(state) }
        }
    }

    private func kill(_ cgroup: CgroupTree, of name: String) async throws {
        let left = try await system.blocking { () throws -> [PID] in
            guard try cgroup.exists() else { return [] }
            return try cgroup.killAll()
        }
        guard left.isEmpty else { throw RunDMCError.processesLeft(handle: name, pids: left.map(\.rawValue)) }
    }

    private func remove(_ cgroup: CgroupTree) async throws {
        try await system.blocking { try cgroup.remove() }
    }

    private func endTracker(in folder: FilePath) async throws {
        do {
            try await Tracker.connect(folder: folder, system: system).shutdown()
        } catch TrackerError.trackerGone {
            return
        } catch {
            // One that does not understand us is killed by its cgroup.
            log.error(
                "guardian.container.tracker-shutdown-failed",
                metadata: ["path": "\(folder)", "error": "\(error)"])
        }
    }
}

extension RuncConfiguration {
    /// The operator's extra arguments are for making containers only, as in the original.
    var forExistingContainers: RuncConfiguration {
        var configuration = self
        configuration.extraArguments = []
        return configuration
    }
}
