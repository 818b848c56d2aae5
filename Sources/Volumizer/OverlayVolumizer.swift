public import Garden
public import Guardian
public import Linux
public import LinuxAsync
public import Logging
import Synchronization
import SystemPackage

/// Root file systems from folders: an overlay for each container, or a folder as it is.
public final class OverlayVolumizer: Volumizing {
    private let configuration: VolumizerConfiguration
    private let records: any ContainerRecords
    private let system: AsyncSystem
    private let log: Logger
    private let copies: ImageCopies
    private let namespaces = UserNamespaces()
    /// Devices whose file systems turned out to have no id-mapped mounts.
    private let unmappable = Mutex<Set<UInt64>>([])

    /// A volumizer. What it is about to make is kept in `records`; `system` runs what blocks.
    public init(
        _ configuration: VolumizerConfiguration, records: any ContainerRecords, system: AsyncSystem, log: Logger
    ) {
        (self.configuration, self.records, self.system, self.log) = (configuration, records, system, log)
        copies = ImageCopies(folder: configuration.layout.images, system: system)
    }

    /// Checks that containers with these ids can get to their root file systems.
    ///
    /// - Throws: `VolumizerError.impassable`, which names the folder in the way.
    public func check(for mapping: UserMapping) async throws {
        let path = volume(named: "HANDLE").rootFS
        try await system.blocking { try Passage.check(to: path, for: mapping) }
    }

    /// Makes a root file system: see `Volumizing`.
    public func create(_ handle: Handle, _ spec: RootFSSpec) async throws -> RootFS {
        let source = try ImageSource(uri: spec.image.uri, standard: configuration.defaultRootFS)
        switch source {
        case .raw(let path):
            try await check(source, reached: path, by: spec.mapping)
            try await store(.raw(path), of: handle)
            return RootFS(path: path)
        case .folder(let image):
            let rootFS = volume(of: handle).rootFS
            try await check(source, reached: volume(of: handle).folder, by: spec.mapping)
            try await makeOverlay(handle, of: image, spec.mapping)
            return RootFS(path: rootFS)
        }
    }

    /// Removes a container's root file system: see `Volumizing`. A folder that was used as it is stays.
    public func destroy(_ handle: Handle) async throws {
        let volume = volume(of: handle)
        try await system.blocking { try volume.remove() }
    }

    /// Mounts a container's root file system again if the host was started anew: see `Volumizing`.
    public func restore(_ handle: Handle) async throws {
        guard let json = try await records.section(.volume, of: handle) else { return }
        guard let plan = VolumePlan(json: json) else {
            throw VolumizerError.volumeLost(handle, reason: "its record cannot be understood")
        }
        let volume = volume(of: handle)
        try await system.blocking { [namespaces] in
            switch plan {
            case .raw(let path):
                try ImageSource.raw(path).check()
            case .overlay(let plan):
                if try volume.isMounted() { return }
                guard volume.hasFiles else {
                    throw VolumizerError.volumeLost(handle, reason: "\(volume.folder) is not whole")
                }
                try ImageSource.folder(plan.lower).check()
                try volume.mount(plan, namespaces)
            }
        }
    }

    /// What a container uses: see `Volumizing`.
    public func usage(of handle: Handle) async throws -> DiskMetrics { DiskMetrics() }

    /// The file system that volumes are on; what it reserves for the host's root is not for containers.
    public func capacity() async throws -> DiskCapacity {
        let folder = configuration.layout.state
        let space = try await system.blocking { try FileSystemSpace.of(folder) }
        return DiskCapacity(total: space.total, schedulable: space.total - (space.free - space.available))
    }

    /// Removes volumes, unfinished copies and copies that none of `handles` uses: see `Volumizing`.
    ///
    /// Only for a time when no container is being made.
    public func sweep(keeping handles: Set<Handle>) async throws {
        let used = try await copiesUsed(by: handles)
        let folder = configuration.layout.volumes
        let names = Set(handles.map(\.value))
        try await system.blocking { [copies] in
            var reasons: [String] = []
            if Files.exists(folder) {
                for name in try Files.entries(of: folder) where !names.contains(name) {
                    do {
                        try OverlayVolume(folder: folder.appending(name)).remove()
                    } catch {
                        reasons.append("\(error)")
                    }
                }
            }
            do { try copies.sweep(keeping: used) } catch { reasons.append("\(error)") }
            if !reasons.isEmpty { throw VolumizerError.sweepFailed(reasons: reasons) }
        }
    }
}

extension OverlayVolumizer {
    private func volume(of handle: Handle) -> OverlayVolume { volume(named: handle.value) }

    private func volume(named name: String) -> OverlayVolume {
        OverlayVolume(folder: configuration.layout.volumes.appending(name))
    }

    private func check(_ source: ImageSource, reached path: FilePath, by mapping: UserMapping?) async throws {
        try await system.blocking {
            try source.check()
            if let mapping { try Passage.check(to: path, for: mapping) }
        }
    }

    private func store(_ plan: VolumePlan, of handle: Handle) async throws {
        try await records.store(plan.json(folder: volume(of: handle).folder), as: .volume, of: handle)
    }

    private func makeOverlay(_ handle: Handle, of image: FilePath, _ mapping: UserMapping?) async throws {
        guard let mapping else {
            return try await make(handle, OverlayPlan(image: image, lower: image, owners: .unchanged))
        }
        let device = try await system.blocking { try FileStatus.of(image).device }
        if triesIDMapping(on: device) {
            do {
                let plan = OverlayPlan(image: image, lower: image, owners: .idMapped, mapping: mapping)
                return try await make(handle, plan)
            } catch let error as LinuxError where mayLackIDMapping(error) {
                log.warning(
                    "volumizer.id-mapping-unavailable", metadata: ["image": "\(image)", "error": "\(error)"])
            }
        }
        let copy = try await copies.copy(of: image, for: mapping)
        try await make(handle, OverlayPlan(image: image, lower: copy, owners: .copied, mapping: mapping))
        // Only now is it certain that id-mapping was what failed.
        _ = unmappable.withLock { $0.insert(device) }
    }

    private func make(_ handle: Handle, _ plan: OverlayPlan) async throws {
        try await store(.overlay(plan), of: handle)
        let volume = volume(of: handle)
        try await system.blocking { [namespaces] in try volume.make(plan, namespaces) }
    }

    private func triesIDMapping(on device: UInt64) -> Bool {
        switch configuration.ownerShift {
        case .idMapped: true
        case .copied: false
        case .automatic: unmappable.withLock { !$0.contains(device) }
        }
    }

    /// A kernel that is too old, a file system that has it not, an overlay that refuses it, a server that may not.
    private func mayLackIDMapping(_ error: LinuxError) -> Bool {
        let telling: [Errno?] = [.invalidArgument, .noFunction, .notSupported, .notPermitted]
        return configuration.ownerShift == .automatic && telling.contains(error.errno)
    }

    /// nil: a record does not say what it uses, so any copy may be in use.
    private func copiesUsed(by handles: Set<Handle>) async throws -> Set<FilePath>? {
        var used: Set<FilePath> = []
        for handle in handles {
            guard let json = try await records.section(.volume, of: handle), let plan = VolumePlan(json: json) else {
                return nil
            }
            if case .overlay(let overlay) = plan { used.insert(overlay.lower) }
        }
        return used
    }
}
