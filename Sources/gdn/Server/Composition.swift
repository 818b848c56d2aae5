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
    /// Held as long as this server works on its depot.
    let lock: FileLock

    /// Makes the folders, takes the depot's lock and prepares the cgroups. Nothing of a container is touched.
    init(_ options: ServerOptions, system: AsyncSystem, log: Logger) throws {
        let layout = DepotLayout(depot: Self.absolute(FilePath(options.lifecycle.depot)))
        lock = try Self.prepareFolders(layout)
        let tag = try NetworkTag(options.serving.tag)
        let cgroupLayout = try CgroupLayout.detect()
        let cgroups = try CgroupRoot(tag: options.serving.tag.isEmpty ? nil : options.serving.tag, in: cgroupLayout)
        try cgroups.prepare()

        let mapping = try options.lifecycle.mapping
        let facts = try LinuxHostFacts(layout: cgroupLayout)
        Self.warnOfMissingCapabilities(facts, log: log)
        let records = DepotRecords(layout: layout, system: system)
        let programs = try HelperPrograms.install(in: layout, initProgram: options.programs.initBin)
        let containerizer = RuntimeContainerizer(
            .init(
                layout: layout, runtime: try options.runtime(root: layout.runtimeRoot),
                trackerProgram: programs.tracker,
                bundles: try options.bundles(
                    initProgram: programs.initProgram, mapping: mapping, cgroupParent: cgroups.containers().path),
                cgroups: cgroups),
            facts: facts, records: records, host: ContainerHost(system: system, log: log))
        let networker = try BridgeNetworker(
            try options.network.configuration(tag: tag), records: records, host: NetworkHost(system: system, log: log))
        let volumizer = OverlayVolumizer(
            VolumizerConfiguration(layout: layout, defaultRootFS: options.lifecycle.defaultRootfs), records: records,
            system: system,
            log: log)
        gardener = Gardener(
            options.gardener(mapping: mapping),
            components: .init(
                containerizer: containerizer, networker: networker, volumizer: volumizer, records: records,
                host: LinuxHost(system: system)),
            log: log)
        server = GardenServer(configuration: try options.serving.configuration, backend: gardener, logger: log)
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
