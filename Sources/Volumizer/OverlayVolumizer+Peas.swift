public import Garden
public import Guardian
import Linux
import LinuxAsync
import SystemPackage

/// Root file systems of peas: made as containers' are, and kept apart from them, in a folder for each container.
extension OverlayVolumizer {
    /// Makes a root file system: see `PeaVolumizing`.
    public func create(_ pea: Pea, _ spec: RootFSSpec) async throws -> RootFS { try await create(.pea(pea), spec) }

    /// Mounts a root file system again if need be: see `PeaVolumizing`.
    public func restore(_ pea: Pea) async throws { try await restore(.pea(pea)) }

    /// Removes a root file system: see `PeaVolumizing`.
    public func destroy(_ pea: Pea) async throws { try await destroy(.pea(pea)) }

    /// What a pea uses: see `Volumizing`.
    public func usage(of pea: Pea) async throws -> DiskMetrics { try await usage(of: .pea(pea)) }

    /// Removes what is left: see `PeaVolumizing`.
    public func sweepPeas(of handle: Handle, keeping peas: Set<Pea>) async throws {
        let folder = peaFolder(of: handle)
        let names = Set(peas.map(\.name))
        try await system.blocking {
            let reasons = try Self.removeVolumes(in: folder) { !names.contains($0) }
            if !reasons.isEmpty { throw VolumizerError.sweepFailed(reasons: reasons) }
        }
    }

    /// Where the root file systems of a container's peas are.
    func peaFolder(of handle: Handle) -> FilePath { configuration.layout.peaVolumes.appending(handle.value) }

    /// Removes all root file systems of a container's peas, which must have ended.
    func destroyPeas(of handle: Handle) async throws {
        let folder = peaFolder(of: handle)
        let known = figures.peas(of: handle)
        try await system.blocking {
            let reasons = try Self.removePeas(in: folder)
            if !reasons.isEmpty { throw VolumizerError.sweepFailed(reasons: reasons) }
        }
        for pea in known { figures.forget(.pea(pea)) }
    }

    /// The peas of a container that there are volumes of.
    func peasWithVolumes(of handle: Handle) async throws -> [Pea] {
        let folder = peaFolder(of: handle)
        return try await system.blocking {
            guard Files.exists(folder) else { return [] }
            return try Files.entries(of: folder).compactMap { Pea(in: handle, named: $0) }
        }
    }

    /// - Returns: why some could not be removed.
    static func removePeas(in folder: FilePath) throws -> [String] {
        let reasons = try removeVolumes(in: folder) { _ in true }
        if reasons.isEmpty { try Files.removeTree(folder) }
        return reasons
    }

    /// Removes those volumes in a folder of which `isUnwanted` holds; a folder that is not there has none.
    ///
    /// - Returns: why some could not be removed.
    static func removeVolumes(in folder: FilePath, where isUnwanted: (String) -> Bool) throws -> [String] {
        guard Files.exists(folder) else { return [] }
        var reasons: [String] = []
        for name in try Files.entries(of: folder) where isUnwanted(name) {
            do { try OverlayVolume(folder: folder.appending(name)).remove() } catch { reasons.append("\(error)") }
        }
        return reasons
    }
}
