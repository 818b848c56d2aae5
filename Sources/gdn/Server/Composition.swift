import Cgroups
import GardenServer
import Guardian
import Linux
import LinuxAsync
import Logging
import Networker
import RunDMC
import RuncCommand
import SystemPackage
import Volumizer

/// All parts of a server, put together as its flags say.
struct Composition {
    let gardener: Gardener
    let server: GardenServer
    /// The cgroups that all others are below.
    let cgroups: CgroupRoot
    /// Where the runtime keeps its state.
    let runtimeRoot: FilePath
    /// Held as long as this server works on its depot, with its tag.
    let locks: (depot: FileLock, tag: TagLock)

    /// What it is put together for.
    enum Purpose {
        case serving
        /// Needs no runtime, and no way in for containers.
        case cleaningUp
    }

    /// Makes the folders, takes the locks and prepares the cgroups, in this order, and only when all flags make sense.
    /// Nothing of a container is touched.
    init(_ options: ServerOptions, purpose: Purpose, system: AsyncSystem, log: Logger) async throws {
        try options.check()
        let layout = DepotLayout(depot: Self.absolute(FilePath(options.lifecycle.depot)))
        let decisions = try Decisions(options, purpose: purpose, layout: layout)
        options.needless.warn(log)
        options.lifecycle.warn(log)

        let lock = try Self.prepareFolders(layout)
        let tagLock = try TagLock(options.serving.tag, depot: layout.depot) {
            try !decisions.cgroups.containers().children().isEmpty
        }
        locks = (lock, tagLock)
        let records = DepotRecords(layout: layout, system: system)
        let programs = try HelperPrograms.install(in: layout, initProgram: options.programs.initBin)
        let volumizer = OverlayVolumizer(
            VolumizerConfiguration(
                layout: layout, archiver: programs.archiver,
                // What was unpacked of the default image is cleaned up like all else.
                defaultRootFS: purpose == .serving ? options.lifecycle.defaultRootfs : ""),
            records: records, system: system, log: log)
        if purpose == .serving { try await volumizer.check(for: decisions.mapping) }
        let networker = try BridgeNetworker(
            decisions.network, records: records, host: NetworkHost(system: system, log: log))
        Self.warnOfMissingCapabilities(decisions.facts, log: log)
        (cgroups, runtimeRoot) = (decisions.cgroups, layout.runtimeRoot)
        if !options.serving.skipSetup {
            try cgroups.prepare()
        } else if purpose == .serving {
            try cgroups.checkPrepared()
        }
        let features = try cgroups.containers().features()
        if !features.limitsSwap {
            log.warning(
                "guardian.cgroups.no-swap-limit",
                metadata: ["consequence": "memory is limited alone, and what does not fit is swapped out"])
        }
        let host = LinuxHost(system: system) { [layout = cgroups.tree.layout] in try layout.ownMemoryLimit() }
        let entitlement = try options.metrics.entitlementPerShare(
            processors: Processors.online, memory: try await host.totalMemory())

        var containers = RuntimeContainerizer.Configuration(
            layout: layout, runtime: decisions.runtime, programs: (programs.tracker, programs.archiver),
            bundles: try options.bundles(
                initProgram: programs.initProgram, mapping: decisions.mapping, cgroups: cgroups, features: features),
            cgroups: decisions.cgroups)
        containers.forgetsProcesses = options.lifecycle.cleanupProcessDirsOnWait
        let containerizer = RuntimeContainerizer(
            containers, facts: decisions.facts, records: records, host: ContainerHost(system: system, log: log))
        gardener = Gardener(
            options.gardener(mapping: decisions.mapping, entitlementPerShare: entitlement),
            components: .init(
                containerizer: containerizer, networker: networker, volumizer: volumizer, records: records,
                host: host),
            log: log)
        server = GardenServer(configuration: decisions.serving, backend: gardener, logger: log)
    }

    /// Paths on the command line are relative to where the command was given; containers are not.
    private static func absolute(_ path: FilePath) -> FilePath {
        if path.isAbsolute { return path }
        return FilePath(Environment.currentDirectory).pushing(path)
    }

    private static func prepareFolders(_ layout: DepotLayout) throws -> FileLock {
        let open = FilePermissions(rawValue: 0o755)
        for folder in [layout.depot, layout.state, layout.programs] {
            try Files.makeDirectories(folder, mode: open)
        }
        try Files.makeDirectory(layout.runtimeRoot, mode: FilePermissions(rawValue: 0o700))
        guard let lock = try FileLock.tryExclusive(layout.lock) else {
            throw CompositionError.depotInUse(path: layout.lock.string)
        }
        // What calls left that were under way when the last server was killed.
        try Files.removeTree(layout.calls)
        try Files.makeDirectory(layout.calls, mode: FilePermissions(rawValue: 0o700))
        return lock
    }

    private static func warnOfMissingCapabilities(_ facts: LinuxHostFacts, log: Logger) {
        let missing = CapabilitySets.missing(on: facts)
        if missing.isEmpty { return }
        log.warning(
            "guardian.capabilities.missing",
            metadata: [
                "capabilities": "\(missing.joined(separator: ", "))",
                "consequence": "privileged containers go without them",
            ])
    }
}

/// What the flags and the host come to. Making it changes nothing.
private struct Decisions {
    let mapping: UserMapping
    let facts: LinuxHostFacts
    let cgroups: CgroupRoot
    let runtime: RuncConfiguration
    let network: NetworkConfiguration
    let serving: ServerConfiguration

    init(_ options: ServerOptions, purpose: Composition.Purpose, layout: DepotLayout) throws {
        let tag = options.serving.tag
        let cgroupLayout = try CgroupLayout.detect()
        network = try options.network.configuration(tag: NetworkTag(tag))
        cgroups = try CgroupRoot(tag: tag.isEmpty ? nil : tag, in: cgroupLayout)
        facts = try LinuxHostFacts(layout: cgroupLayout)
        mapping = try options.lifecycle.mapping
        runtime = try options.runtime(root: layout.runtimeRoot, isNeeded: purpose == .serving)
        serving = try options.server(accounts: HostAccounts.read())
        if purpose == .serving { try Self.check(apparmor: options.lifecycle.apparmor) }
        // For their errors alone: the init program and the kernel's features are not known yet.
        _ = try options.bundles(
            initProgram: "/", mapping: mapping, cgroups: cgroups, features: CgroupFeatures.everything)
    }

    /// Without it every single container would fail, and only then.
    private static func check(apparmor profile: String?) throws {
        guard let profile, try !AppArmor.isEnabled() else { return }
        throw CompositionError.invalidFlag(
            name: "--apparmor", value: profile,
            reason: "this kernel has no AppArmor, or it is off (/sys/module/apparmor/parameters/enabled)")
    }
}
