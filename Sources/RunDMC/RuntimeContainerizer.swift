public import Cgroups
public import Garden
public import Guardian
import JSON
public import Linux
public import LinuxAsync
public import Logging
import OCI
import ProcessTracker
import Runc
public import RuncCommand
import Synchronization
public import SystemPackage
import TrackerClient

/// Containers as OCI bundles in the depot: a runtime makes them, and a tracker of its own looks after each.
public final class RuntimeContainerizer: Containerizing {
    /// What it works with.
    public struct Configuration: Sendable {
        /// Where things are on disk.
        public var layout: DepotLayout
        /// The runtime. Its `extraArguments` are for making containers.
        public var runtime: RuncConfiguration
        /// The tracker's program, which must outlive this server's build.
        public var trackerProgram: FilePath
        /// The program that packs and unpacks files inside containers, `gdn-tar`.
        public var archiver: FilePath
        /// How bundles are made.
        public var bundles: BundleConfiguration
        /// The server's cgroups.
        public var cgroups: CgroupRoot
        /// Whether nothing is kept of a process once somebody was told how it ended.
        public var forgetsProcesses = false

        /// What it works with.
        public init(
            layout: DepotLayout, runtime: RuncConfiguration, programs: (tracker: FilePath, archiver: FilePath),
            bundles: BundleConfiguration, cgroups: CgroupRoot
        ) {
            (self.layout, self.runtime) = (layout, runtime)
            (trackerProgram, archiver) = programs
            (self.bundles, self.cgroups) = (bundles, cgroups)
        }
    }

    let configuration: Configuration
    let records: any ContainerRecords
    let system: AsyncSystem
    let log: Logger
    let rules: BundleRules
    let facts: any HostFacts
    let live = Mutex<[Handle: LiveContainer]>([:])
    /// Why containers could not be taken up again.
    let lost = Mutex<[Handle: LostContainer]>([:])

    /// A containerizer. `system` runs what blocks.
    public init(
        _ configuration: Configuration, facts: any HostFacts, records: any ContainerRecords, host: ContainerHost
    ) {
        (self.configuration, self.records) = (configuration, records)
        (system, log, self.facts) = (host.system, host.log, facts)
        rules = BundleRules(configuration.bundles, facts: facts) { ContainerID(escaping: $0.handle.value).value }
    }

    /// Writes the bundle, starts a tracker, and has it make the container by the runtime.
    public func create(_ plan: ContainerPlan) async throws -> PID {
        let handle = plan.handle
        let mounts = try await system.blocking {
            try MountSources(rootFS: plan.rootFS.path).resolve(plan.bindMounts)
        }
        let id = ContainerID(escaping: handle.value)
        let cgroup = try configuration.cgroups.container(id.value)
        let trackerCgroup = try configuration.cgroups.tracker(id.value)
        var section = ContainerSection(runtimeID: id.value, cgroup: cgroup.path, trackerCgroup: trackerCgroup.path)
        section.limits = plan.limits
        try await records.store(section.json, as: .container, of: handle)

        let folder = configuration.layout.folder(of: handle)
        let bundle = rules.bundle(for: plan.showing(mounts))
        try await system.blocking {
            try BundleFile.write(bundle, to: folder)
            try trackerCgroup.create()
        }
        let tracker = try await Tracker.start(
            program: configuration.trackerProgram, folder: folder, cgroups: trackerCgroup.paths, system: system)
        let container = LiveContainer(section: section, bundle: bundle, tracker: tracker)
        adopt(container, as: handle)
        do {
            let process = try await Self.explaining(plan) {
                try await tracker.createContainer(
                    id, bundle: folder, runtime: configuration.runtime, memory: MemoryCgroup(of: cgroup))
            }
            container.run(process)
            if let weight = configuration.bundles.blockIOWeight {
                try await system.blocking { try cgroup.weighBlockIO(weight) }
            }
            return process
        } catch let error as TrackerError {
            throw try await system.blocking { try MountFailure.explain(error, mounts, privileged: plan.privileged) }
        }
    }

    /// What is known in memory.
    public func status(of handle: Handle) async -> ContainerStatus {
        if let container = live.withLock({ $0[handle] }) { return container.status }
        return ContainerStatus(events: lost.withLock { $0[handle] }?.events ?? [])
    }

    /// Connects to the container's tracker again.
    ///
    /// - Throws: when the tracker is gone; the container is then known as stopped.
    public func restore(_ handle: Handle) async throws {
        do {
            try await takeUp(handle)
        } catch {
            try await remember(handle, asLostBecause: "\(error)")
            throw error
        }
    }

    private func remember(_ handle: Handle, asLostBecause reason: String) async throws {
        let folder = configuration.layout.folder(of: handle)
        let cgroup = try await section(of: handle).map { section in
            try CgroupTree(section.cgroup, in: configuration.cgroups.tree.layout)
        }
        let container = try await system.blocking { LostContainer(because: reason, folder: folder, cgroup: cgroup) }
        for failure in container.unreadable {
            log.error(
                "guardian.container.events-unreadable", metadata: ["handle": "\(handle)", "error": "\(failure)"])
        }
        live.withLock { $0.removeValue(forKey: handle) }?.tracker.disconnect()
        lost.withLock { $0[handle] = container }
    }

    private func takeUp(_ handle: Handle) async throws {
        guard let section = try await section(of: handle) else { throw RunDMCError.noSection(handle: handle.value) }
        let folder = configuration.layout.folder(of: handle)
        let bundle = try await system.blocking { try BundleFile.read(from: folder) }
        let tracker = try await Tracker.connect(folder: folder, system: system)
        let container = LiveContainer(section: section, bundle: bundle, tracker: tracker)
        let contents = try await tracker.contents()
        if let process = contents.initProcess {
            container.run(process)
        } else {
            container.stop(because: contents.initExit.map(LiveContainer.reason) ?? "it never ran")
        }
        adopt(container, as: handle)
    }

    /// Remembers a container and follows what happens to it for as long as its tracker lives.
    private func adopt(_ container: LiveContainer, as handle: Handle) {
        live.withLock { $0[handle] = container }
        let log = log
        Task {
            for await event in container.tracker.events {
                container.note(event)
                guard case .processExited = event else {
                    log.info("guardian.container.event", metadata: ["handle": "\(handle)", "event": "\(event)"])
                    continue
                }
            }
        }
    }

    func section(of handle: Handle) async throws -> ContainerSection? {
        if let container = live.withLock({ $0[handle] }) { return container.section }
        return try await records.section(.container, of: handle).flatMap(ContainerSection.init(json:))
    }
}

/// What a containerizer works with.
public struct ContainerHost: Sendable {
    /// Where its blocking calls run.
    public var system: AsyncSystem
    /// Where it tells what it decided on its own.
    public var log: Logger

    /// Threads and a log.
    public init(system: AsyncSystem, log: Logger) { (self.system, self.log) = (system, log) }
}
