import Cgroups
public import Garden
import Guardian
import Linux
import LinuxAsync
import Logging
import ProcessTracker
import Synchronization

extension RuntimeContainerizer {
    /// What processes get to end by themselves, as in the original.
    private static let grace = Duration.seconds(10)
    /// What the kernel gets to end them. One that hangs in a system call does not end.
    private static let killPatience = Duration.seconds(10)

    /// Ends all processes but init: SIGTERM to them and to what appears meanwhile, and SIGKILL after ten seconds or at
    /// once. What streams files is one of them.
    ///
    /// Goes on when the caller is cancelled. One whose init or tracker is gone can be stopped too.
    ///
    /// - Throws: `RunDMCError.processesLeft` for those that even SIGKILL does not end; the container is not known as
    ///   stopped then.
    public func stop(_ handle: Handle, kill: Bool) async throws {
        try await Task {
            guard let section = try await section(of: handle) else { throw RunDMCError.noSection(handle: handle.value) }
            let life = life(of: handle)
            let ending = ProcessEnding(
                cgroup: try CgroupTree(section.cgroup, in: configuration.cgroups.tree.layout),
                spared: try await initProcess(of: handle), isCurrent: { self.life(of: handle) == life }, system: system)
            try await end(ending, of: handle, kill: kill)
            guard self.life(of: handle) == life else { return }
            try await recordStop(of: handle)
        }.value
    }

    private func end(_ ending: ProcessEnding, of handle: Handle, kill: Bool) async throws {
        if !kill {
            let left = try await ending.end(by: .terminate, within: Self.grace)
            guard !left.isEmpty else { return }
            log.info(
                "guardian.container.stop-by-force",
                metadata: ["handle": "\(handle)", "processes": "\(left.count)"])
        }
        let left = try await ending.end(by: .kill, within: Self.killPatience)
        guard left.isEmpty else {
            throw RunDMCError.processesLeft(handle: handle.value, pids: left.map(\.rawValue).sorted())
        }
    }

    /// On disk first, then visible.
    private func recordStop(of handle: Handle) async throws {
        guard var stopped = try await section(of: handle), !stopped.isStopped else { return }
        stopped.isStopped = true
        try await records.store(stopped.json, as: .container, of: handle)
        live.withLock { $0[handle] }?.stored(stopped)
        log.info("guardian.container.stopped", metadata: ["handle": "\(handle)"])
    }

    private func life(of handle: Handle) -> ContainerLife {
        ContainerLife(live: live.withLock { $0[handle] }, lost: lost.withLock { $0[handle] })
    }

    private func initProcess(of handle: Handle) async throws -> PID? {
        if let container = live.withLock({ $0[handle] }) { return container.initProcess }
        let files = TrackedFiles(folder: configuration.layout.folder(of: handle))
        return try await system.blocking { try files.livingInit() }
    }
}

/// Tells a container from a later one of the same handle: what is known of it in memory.
private struct ContainerLife: Sendable, Equatable {
    let live: LiveContainer?
    let lost: LostContainer?

    static func == (one: ContainerLife, other: ContainerLife) -> Bool {
        one.live === other.live && one.lost === other.lost
    }
}
