import Cgroups
public import Garden
public import Guardian
import JSON
import Linux
import LinuxAsync
import Logging
import OCI
import RuncCommand
import Synchronization
import SystemPackage
import TrackerClient

/// Peas: containers of their own to the runtime, processes of their container to its tracker.
extension RuntimeContainerizer {
    /// Starts a pea: see `PeaContainerizing`.
    public func run(_ spec: ProcessSpec, as plan: PeaPlan) async throws -> any Garden.Process {
        let handle = plan.pea.handle
        let container = try liveContainer(handle)
        let initProcess = try container.runningInit(of: handle)
        try ResourceCeilings.check(spec.resourceLimits, on: facts)
        do {
            return try await start(spec, as: plan, in: container, initProcess)
        } catch {
            // Whatever failed because of it.
            guard error as? TrackerError == .trackerGone || !Files.exists(FilePath("/proc/\(initProcess)/root/."))
            else {
                throw error
            }
            throw RunDMCError.stopped(handle: handle.value, reason: "its init is gone")
        }
    }

    /// Takes a pea up again: see `PeaContainerizing`.
    public func restore(_ record: PeaRecord) async throws -> Bool {
        let pea = record.pea
        let section = try await peaSection(of: pea)
        guard let pid = section?.pid, let container = live.withLock({ $0[pea.handle] }) else { return false }
        let life = PeaLife(process: record.process, pid: pid)
        guard try await life.takeUp(by: container.tracker) else { return false }
        peas.withLock { $0[pea] = life }
        let folder = configuration.layout.folder(of: pea)
        try await system.blocking { try BundleFile.remove(from: folder) }
        return true
    }

    /// Waits for the end of a pea: see `PeaContainerizing`.
    public func untilEnd(of pea: Pea) async throws {
        guard let life = peas.withLock({ $0[pea] }) else {
            throw RunDMCError.stopped(handle: pea.handle.value, reason: "\(pea.name) is not known")
        }
        try await life.untilEnd()
    }

    /// Goes on with the peas of a container by a new connection to its tracker; nil: there is none.
    func takeUpPeas(of handle: Handle, by tracker: Tracker?) async {
        for (pea, life) in peas.withLock({ $0 }) where pea.handle == handle {
            guard let tracker else {
                life.giveUp()
                continue
            }
            do {
                if try await !life.takeUp(by: tracker) { life.ended() }
            } catch {
                log.error("guardian.pea.lost", metadata: ["pea": "\(pea)", "error": "\(error)"])
                life.giveUp()
            }
        }
    }

    private func start(
        _ spec: ProcessSpec, as plan: PeaPlan, in container: LiveContainer, _ initProcess: PID
    ) async throws -> any Garden.Process {
        let (pea, folder) = (plan.pea, configuration.layout.folder(of: plan.pea))
        var section = PeaSection(limits: spec.overrideLimits)
        try await records.store(section.json, as: .container, of: pea)
        let prepared = try await prepare(spec, as: plan, in: container, initProcess)
        let runtime = configuration.runtime.keeping(stateIn: Self.runtimeRoot(in: folder))
        try await system.blocking {
            try Files.makeDirectory(Self.runtimeRoot(in: folder), mode: FilePermissions(rawValue: 0o700))
            try BundleFile.write(prepared.bundle, to: folder)
        }
        var request = ProcessRequest(
            id: plan.process.value, runtime: runtime, container: try ContainerID(pea.name),
            process: prepared.bundle.process.json.encoded())
        (request.bundle, request.owner) = (folder, prepared.owner)
        request.terminal = spec.terminal.map { TerminalSize($0.windowSize) }
        let process = try await run(request, prepared)
        let life = PeaLife(process: plan.process, pid: process.pid)
        life.follow(process)
        peas.withLock { $0[pea] = life }
        section.pid = process.pid
        try await records.store(section.json, as: .container, of: pea)
        // It holds the process's environment, and no runtime needs it any more.
        try await system.blocking { try BundleFile.remove(from: folder) }
        if let weight = configuration.bundles.blockIOWeight, prepared.cgroup.isOwn {
            try await system.blocking { try prepared.cgroup.tree.weighBlockIO(weight) }
        }
        return TrackedGardenProcess(
            id: plan.process, process: process, forgetter: forgetter(of: container))
    }

    private func run(_ request: ProcessRequest, _ prepared: PreparedPea) async throws -> ProcessAttachment {
        do {
            return try await prepared.tracker.run(request)
        } catch TrackerError.processExists(let id) {
            throw GardenError.conflict("\(TrackerError.processExists(id))")
        } catch TrackerError.runtime(.executableNotFound, let message, _) {
            throw GardenError.executableNotFound(message: message)
        } catch TrackerError.runtime(.workingDirectory, let message, _) {
            throw GardenError.invalidRequest(
                "working directory \(prepared.bundle.process.workingDirectory): \(message)")
        } catch let error as TrackerError {
            let isPrivileged = prepared.bundle.linux.userMappings.isEmpty
            throw try await system.blocking {
                try MountFailure.explain(error, prepared.mounts, privileged: isPrivileged)
            }
        }
    }

    private func prepare(
        _ spec: ProcessSpec, as plan: PeaPlan, in container: LiveContainer, _ initProcess: PID
    ) async throws -> PreparedPea {
        let pea = plan.pea
        let cgroup = try PeaCgroup(
            pea, of: try cgroup(of: container.section), isOwn: spec.overrideLimits != nil, in: configuration.cgroups)
        let folder = configuration.layout.folder(of: pea.handle)
        let host = PeaHost(
            bundle: container.bundle, initProcess: initProcess.rawValue,
            networkMounts: container.bundle.mounts.filter { FilePath($0.source ?? "").starts(with: folder) })
        let mapping = container.mapping
        let rules = PeaRules(configuration: configuration.bundles, facts: facts)
        return try await system.blocking {
            let mounts = try MountSources(rootFS: plan.rootFS.path).resolve(spec.bindMounts)
            let place = try ProcessPlace.find(
                for: spec.inRootFolder, in: RootDirectory(plan.rootFS.path), mapping)
            var limits = Limits()
            (limits.cpu, limits.memory) = (
                spec.overrideLimits?.cpu ?? CPULimits(), spec.overrideLimits?.memory ?? MemoryLimits()
            )
            let plan = ContainerPlan(
                handle: pea.handle, rootFS: plan.rootFS, privileged: mapping.users.isEmpty, bindMounts: mounts,
                limits: limits)
            var bundle = rules.bundle(for: plan, in: host, cgroup)
            bundle.process = ProcessPreparation(bundle: bundle, user: place.user)
                .process(for: spec, workingDirectory: place.directory)
            return PreparedPea(
                bundle: bundle,
                owner: FileOwner(
                    user: mapping.hostUser(place.user.uid), group: mapping.hostGroup(place.user.gid)),
                mounts: mounts, cgroup: cgroup, tracker: container.tracker)
        }
    }

    func cgroup(of section: ContainerSection) throws -> CgroupTree {
        try CgroupTree(section.cgroup, in: configuration.cgroups.tree.layout)
    }

    func peaSection(of pea: Pea) async throws -> PeaSection? {
        try await records.section(.container, of: pea).map(PeaSection.init(json:))
    }

    /// Where the runtime keeps its state of a pea: in the pea's own folder, so that none is ever left behind elsewhere.
    static func runtimeRoot(in folder: FilePath) -> FilePath { folder.appending("runtime") }
}

/// A pea about to be started.
private struct PreparedPea: Sendable {
    let bundle: RuntimeSpec
    /// The host's ids of its user.
    let owner: FileOwner
    /// What it shows inside.
    let mounts: [BindMount]
    let cgroup: PeaCgroup
    let tracker: Tracker
}

extension ProcessSpec {
    /// The same; a pea that does not say where it starts does so in `/`, and not at its user's home, as in the original.
    fileprivate var inRootFolder: ProcessSpec {
        var spec = self
        if spec.directory.isEmpty { spec.directory = "/" }
        return spec
    }
}

extension RuncConfiguration {
    /// The same with its state elsewhere.
    fileprivate func keeping(stateIn root: FilePath) -> RuncConfiguration {
        var configuration = self
        configuration.root = root
        return configuration
    }
}
