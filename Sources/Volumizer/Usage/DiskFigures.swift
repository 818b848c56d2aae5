import Garden
import Linux
import LinuxAsync
import Logging
import Synchronization
import SystemPackage

/// How much disk containers use. Who asks is answered from memory, or by one call to the kernel.
final class DiskFigures: Sendable {
    /// What is counted in the background.
    enum Subject: Hashable, Sendable {
        /// What a container wrote.
        case volume(Handle)
        /// The folder `image`, whose size is then kept in the file `size`.
        case image(FilePath, size: FilePath)
    }

    /// What is known of a volume.
    private struct Known: Sendable {
        let volume: OverlayVolume
        let plan: OverlayPlan
    }

    /// The volumes there are.
    private final class Volumes: Sendable {
        let known = Mutex<[Handle: Known]>([:])
    }

    typealias Counts = BackgroundCounts<Subject, TreeSize>
    typealias Measure = @Sendable (FilePath) throws -> TreeSize

    private let projects: VolumeProjects
    private let system: AsyncSystem
    private let volumes: Volumes
    private let counts: Counts

    /// How folders are measured, and the time: tests have others.
    struct Means: Sendable {
        var measure: Measure = { try TreeSize.of($0) }
        var timing = Counts.Timing()
    }

    /// Figures of volumes whose projects are `projects`.
    init(projects: VolumeProjects, system: AsyncSystem, log: Logger, means: Means = Means()) {
        (self.projects, self.system) = (projects, system)
        let volumes = Volumes()
        self.volumes = volumes
        counts = Counts(timing: means.timing) { subject in
            do {
                return try await system.blocking { try Self.count(subject, in: volumes, means.measure) }
            } catch {
                log.debug("volumizer.count-failed", metadata: ["subject": "\(subject)", "error": "\(error)"])
                return nil
            }
        }
    }

    /// Begins with a volume. `isNew`: nobody has written to it yet. Blocks as long as reading small files takes.
    func begin(_ handle: Handle, _ volume: OverlayVolume, _ plan: OverlayPlan, isNew: Bool) {
        // Of a new volume there are only the few folders that it is made of.
        let figure = isNew ? try? volume.size { try TreeSize.of($0) } : StoredSize.read(volume.lastSize)
        volumes.known.withLock { $0[handle] = Known(volume: volume, plan: plan) }
        counts.begin(.volume(handle), figure: figure, isOld: !isNew)
        guard let image = Subject(imageOf: plan), case .image(_, let file) = image, !counts.has(image) else { return }
        counts.beginIfNew(image, figure: StoredSize.read(file))
        // So that it is counted, if need be, before somebody asks.
        _ = imageSize(image)
    }

    /// Forgets a volume that is gone.
    func forget(_ handle: Handle) {
        _ = volumes.known.withLock { $0.removeValue(forKey: handle) }
        counts.forget(.volume(handle))
    }

    /// Whether there is something to tell of a container.
    func knows(_ handle: Handle) -> Bool { volumes.known.withLock { $0[handle] != nil } }

    /// What a container uses; all zeros when it has no volume. What is not counted yet is left out.
    func metrics(of handle: Handle) async -> DiskMetrics {
        guard let known = volumes.known.withLock({ $0[handle] }) else { return DiskMetrics() }
        let exclusive = await usage(of: handle, known)
        let image = Subject(imageOf: known.plan).flatMap(imageSize)
        let total = exclusive + (image ?? TreeSize())
        var metrics = DiskMetrics()
        (metrics.exclusiveBytes, metrics.exclusiveInodes) = (exclusive.bytes, exclusive.inodes)
        (metrics.totalBytes, metrics.totalInodes) = (total.bytes, total.inodes)
        return metrics
    }

    private func usage(of handle: Handle, _ known: Known) async -> TreeSize {
        if let project = known.plan.project {
            let folder = known.volume.folder
            // The file system may have been mounted anew without counting.
            let usage = try? await system.blocking { [projects] in try projects.kernel.usage(of: project, at: folder) }
            if let usage { return usage }
        }
        return counts.figure(of: .volume(handle)) ?? TreeSize()
    }

    /// The size of an image never changes: once known it is not counted again.
    private func imageSize(_ image: Subject) -> TreeSize? {
        counts.lastFigure(of: image) ?? counts.figure(of: image)
    }

    /// Counts, and keeps the figure for the next server. Nil: there is nothing to count any more.
    private static func count(_ subject: Subject, in volumes: Volumes, _ measure: Measure) throws -> TreeSize? {
        switch subject {
        case .volume(let handle):
            guard let volume = volumes.known.withLock({ $0[handle]?.volume }) else { return nil }
            let size = try volume.size(by: measure)
            // A figure that cannot be kept, as on a full disk, is still a figure.
            try? StoredSize(path: volume.upper, size: size).write(to: volume.lastSize, durably: false)
            return size
        case .image(let image, let file):
            let size = try measure(image)
            // With its last container an image may have been swept away, and cleaned up is cleaned up.
            let isWanted = volumes.known.withLock { $0.values.contains { $0.plan.size == file } }
            if isWanted { try? keep(StoredSize(path: image, size: size), in: file) }
            return size
        }
    }

    private static func keep(_ size: StoredSize, in file: FilePath) throws {
        try ImageFolder.make(file.removingLastComponent())
        try size.write(to: file, durably: true)
    }
}

extension DiskFigures.Subject {
    /// The image of a volume; nil: it is not known where its size is kept.
    fileprivate init?(imageOf plan: OverlayPlan) {
        guard let file = plan.size else { return nil }
        self = .image(plan.lower, size: file)
    }
}
