import Linux
import Synchronization
import SystemPackage

/// Counting by project, as far as the kernel offers it for the file system of volumes.
protocol ProjectCounting: Sendable {
    /// Makes an empty folder, and all that will be in it, belong to a project.
    func assign(_ project: UInt32, to folder: FilePath) throws
    /// What a project has on the file system of `folder`.
    func usage(of project: UInt32, at folder: FilePath) throws -> TreeSize
}

/// The kernel's own counting.
struct KernelProjects: ProjectCounting {
    func assign(_ project: UInt32, to folder: FilePath) throws { try ProjectQuota.assign(project, to: folder) }

    func usage(of project: UInt32, at folder: FilePath) throws -> TreeSize {
        try ProjectQuota.usage(of: project, at: folder)
    }
}

/// Project ids for volumes.
///
/// Nobody hands out ids on a host: other servers, other depots and other programs take theirs from the same numbers. So
/// an id is drawn from a range far from where people begin to count, and taken only if the kernel counts nothing for it.
/// It is free again when the volume's files are gone; there is no list to keep.
final class VolumeProjects: Sendable {
    private static let range: ClosedRange<UInt32> = 0x4000_0000...0x7FFF_FFFF
    private static let attempts = 16

    /// The kernel, or a stand-in.
    let kernel: any ProjectCounting
    private let folder: FilePath
    private let isAvailable = Mutex<Bool?>(nil)

    /// Ids for volumes in `folder`.
    init(folder: FilePath, kernel: any ProjectCounting = KernelProjects()) {
        (self.folder, self.kernel) = (folder, kernel)
    }

    /// An id that nobody uses; nil: the file system does not count by project. Blocks.
    func unused() -> UInt32? {
        guard canCount() else { return nil }
        for _ in 0..<Self.attempts {
            let project = UInt32.random(in: Self.range)
            if let usage = try? kernel.usage(of: project, at: folder), usage.inodes == 0 { return project }
        }
        return nil
    }

    /// Found out once, by trying. Nobody is told why not: counting does as well, and most hosts cannot.
    private func canCount() -> Bool {
        if let known = isAvailable.withLock({ $0 }) { return known }
        let answer = (try? tryOut()) ?? false
        isAvailable.withLock { $0 = answer }
        return answer
    }

    private func tryOut() throws -> Bool {
        let project = UInt32.random(in: Self.range)
        try Files.makeDirectories(folder, mode: OverlayVolume.parentMode)
        guard try kernel.usage(of: project, at: folder).inodes == 0 else { return false }
        // A name that no handle can have; a sweep removes it, if need be.
        let trial = folder.appending(".trial-\(RandomUUID.make())")
        try Files.makeDirectory(trial, mode: .ownerReadWriteExecute)
        defer { do { try Files.removeTree(trial) } catch {} }
        try kernel.assign(project, to: trial)
        return try kernel.usage(of: project, at: folder).inodes == 1
    }
}
