public import Garden
public import Guardian
public import Linux
public import LinuxAsync
public import Logging
import Synchronization
import SystemPackage

/// Root file systems from folders and tar archives: an overlay for each container, or a folder as it is.
public final class OverlayVolumizer: Volumizing {
    let configuration: VolumizerConfiguration
    let records: any ContainerRecords
    let system: AsyncSystem
    let log: Logger
    let images: ImageFolder
    let copies: ImageCopies
    let unpacked: UnpackedImages
    let projects: VolumeProjects
    let figures: DiskFigures
    let namespaces = UserNamespaces()
    /// Devices whose file systems turned out to have no id-mapped mounts.
    let unmappable = Mutex<Set<UInt64>>([])

    /// A volumizer. What it is about to make is kept in `records`; `system` runs what blocks.
    public init(
        _ configuration: VolumizerConfiguration, records: any ContainerRecords, system: AsyncSystem, log: Logger
    ) {
        (self.configuration, self.records, self.system, self.log) = (configuration, records, system, log)
        images = ImageFolder(configuration.layout.images, system: system)
        copies = ImageCopies(folder: images, system: system)
        unpacked = UnpackedImages(
            folder: images, unpacker: ArchiverProgram(program: configuration.archiver, system: system),
            system: system, log: log)
        projects = VolumeProjects(folder: configuration.layout.volumes)
        figures = DiskFigures(projects: projects, system: system, log: log)
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
            _ = try await check(source, reached: path, by: spec.mapping)
            try await store(.raw(path), of: handle)
            return RootFS(path: path)
        case .layer(let path):
            let kind = try await check(source, reached: volume(of: handle).folder, by: spec.mapping)
            let plan = try await plan(for: path, kind)
            try await makeOverlay(handle, plan, spec.mapping)
            return RootFS(path: volume(of: handle).rootFS)
        }
    }

    /// Removes a container's root file system: see `Volumizing`. A folder that was used as it is stays.
    public func destroy(_ handle: Handle) async throws {
        let volume = volume(of: handle)
        try await system.blocking { try volume.remove() }
        figures.forget(handle)
    }

    /// Mounts a container's root file system again if the host was started anew: see `Volumizing`.
    public func restore(_ handle: Handle) async throws {
        guard let json = try await records.section(.volume, of: handle) else { return }
        guard let plan = VolumePlan(json: json) else {
            throw VolumizerError.volumeLost(handle, reason: "its record cannot be understood")
        }
        let volume = volume(of: handle)
        try await system.blocking { [namespaces, figures] in
            switch plan {
            case .raw(let path):
                try ImageSource.raw(path).checkFolder()
            case .overlay(let plan):
                figures.begin(handle, volume, plan, isNew: false)
                if try volume.isMounted() { return }
                guard volume.hasFiles else {
                    throw VolumizerError.volumeLost(handle, reason: "\(volume.folder) is not whole")
                }
                try ImageSource.layer(plan.lower).checkFolder()
                try volume.mount(plan, namespaces)
            }
        }
    }

    /// What a container uses: see `Volumizing`. Both figures are what is allocated on the disk. What the container wrote
    /// is the kernel's figure where the volumes' file system counts by project, and else the last one that was counted
    /// in the background; an image that has not been counted yet is left out.
    ///
    /// All zeros for a folder that is used as it is: nothing tells what of it the container wrote.
    public func usage(of handle: Handle) async throws -> DiskMetrics {
        if !figures.knows(handle) { try await beginFigures(of: handle) }
        return await figures.metrics(of: handle)
    }

    /// The file system that volumes are on; what it reserves for the host's root is not for containers.
    public func capacity() async throws -> DiskCapacity {
        let folder = configuration.layout.state
        let space = try await system.blocking { try FileSystemSpace.of(folder) }
        return DiskCapacity(total: space.total, schedulable: space.total - (space.free - space.available))
    }

    /// Removes volumes, what is unfinished of images and what none of `handles` uses: see `Volumizing`. What was
    /// unpacked of the default image stays.
    ///
    /// Only for a time when no container is being made.
    public func sweep(keeping handles: Set<Handle>) async throws {
        let used = try await imagesUsed(by: handles)
        let folder = configuration.layout.volumes
        let names = Set(handles.map(\.value))
        try await system.blocking { [self] in
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
            do { try images.sweep(keeping: used?.union(defaultImage())) } catch { reasons.append("\(error)") }
            if !reasons.isEmpty { throw VolumizerError.sweepFailed(reasons: reasons) }
        }
    }
}

extension OverlayVolumizer {
    func volume(of handle: Handle) -> OverlayVolume { volume(named: handle.value) }

    private func volume(named name: String) -> OverlayVolume {
        OverlayVolume(folder: configuration.layout.volumes.appending(name))
    }

    private func check(
        _ source: ImageSource, reached path: FilePath, by mapping: UserMapping?
    ) async throws -> ImageKind {
        try await system.blocking {
            let kind = try source.kind()
            if let mapping { try Passage.check(to: path, for: mapping) }
            return kind
        }
    }

    /// For a container that no server has been asked about before, such as one that a reboot stopped.
    private func beginFigures(of handle: Handle) async throws {
        guard let json = try await records.section(.volume, of: handle),
            case .overlay(let plan)? = VolumePlan(json: json)
        else { return }
        let volume = volume(of: handle)
        try await system.blocking { [figures] in
            if volume.hasFiles { figures.begin(handle, volume, plan, isNew: false) }
        }
    }

    /// nil: a record does not say what it uses, so anything may be in use.
    private func imagesUsed(by handles: Set<Handle>) async throws -> Set<FilePath>? {
        var used: Set<FilePath> = []
        for handle in handles {
            guard let json = try await records.section(.volume, of: handle), let plan = VolumePlan(json: json) else {
                return nil
            }
            guard case .overlay(let overlay) = plan else { continue }
            used.insert(overlay.lower)
            if let size = overlay.size { used.insert(size) }
        }
        return used
    }

    /// Where the default image is unpacked to: containers will want it, though none has it now.
    private func defaultImage() -> Set<FilePath> {
        // An image that is missing or wrong is for the request that wants it to report.
        guard let source = try? ImageSource(uri: configuration.defaultRootFS, standard: ""),
            case .archive(let status)? = try? source.kind()
        else { return [] }
        return [unpacked.place(of: source.path, status).rootFS]
    }
}
