import Linux
import SystemPackage

/// The folder of one container's volume: what it writes, and its root file system.
struct OverlayVolume: Sendable {
    /// The mode of the folder of all volumes: others may pass, as container's roots must, but not look around.
    static let parentMode = FilePermissions(rawValue: 0o711)
    private static let ownerOnly = FilePermissions(rawValue: 0o700)

    /// All of it is in here.
    let folder: FilePath

    /// What the container writes.
    var upper: FilePath { folder.appending("upper") }
    /// For the kernel.
    var work: FilePath { folder.appending("work") }
    /// Where the root file system is mounted.
    var rootFS: FilePath { folder.appending("rootfs") }

    /// How much there was in it when it was counted last.
    var lastSize: FilePath { folder.appending("size.json") }

    /// Makes the folders and mounts the root file system. What an earlier attempt left is removed.
    func make(_ plan: OverlayPlan, _ namespaces: UserNamespaces, _ projects: any ProjectCounting) throws {
        try remove()
        try Files.makeDirectories(folder.removingLastComponent(), mode: Self.parentMode)
        try makeFolder(for: plan.mapping?.root)
        for path in [upper, work, rootFS] { try Files.makeDirectory(path, mode: Self.ownerOnly) }
        // The kernel renames files from one to the other, which it refuses between projects.
        if let project = plan.project { for path in [upper, work] { try projects.assign(project, to: path) } }

        // The upper folder is what the top of the root file system looks like.
        let image = try FileStatus.of(plan.lower)
        try Files.setOwner(owner(of: image, plan), of: upper)
        try Files.setMode(image.mode, of: upper)
        try mount(plan, namespaces)
    }

    /// Mounts the root file system on the folders that are there.
    func mount(_ plan: OverlayPlan, _ namespaces: UserNamespaces) throws(LinuxError) {
        let lower = try openLower(plan, namespaces)
        defer { lower.closeIgnoringErrors() }
        var overlay = OverlayMount(lowers: [lower], upper: upper, work: work)
        // A user namespace cannot make device nodes, so that those of an image are not for it either.
        overlay.allowsDevices = plan.mapping == nil
        try Mounts.overlay(overlay, at: rootFS)
    }

    /// Removes all of it; nothing there is fine.
    func remove() throws(LinuxError) {
        do {
            try Mounts.unmount(rootFS)
        } catch {
            // Somebody's shell may stand in it. Their files stay theirs until they leave; the container is gone.
            guard error.errno == .resourceBusy else { throw error }
            try Mounts.unmount(rootFS, lazily: true)
        }
        try Files.removeTree(folder)
    }

    /// What the container wrote, with the folders that are there from the beginning.
    func size(by measure: (FilePath) throws -> TreeSize) throws -> TreeSize { try measure(upper) + measure(work) }

    /// Whether what the container wrote is still there.
    var hasFiles: Bool { Files.exists(upper) && Files.exists(work) && Files.exists(rootFS) }

    /// Whether the root file system is mounted.
    func isMounted() throws(LinuxError) -> Bool { try Mounts.isMountPoint(rootFS) }

    /// Only the container's root passes, and only root of the host if that is the same: what is inside runs with the
    /// rights of its owner, whoever starts it.
    private func makeFolder(for root: FileOwner?) throws(LinuxError) {
        try Files.makeDirectory(folder, mode: Self.ownerOnly)
        guard let root else { return }
        try Files.setOwner(FileOwner(user: 0, group: root.group), of: folder)
        try Files.setMode(FilePermissions(rawValue: 0o710), of: folder)
    }

    private func owner(of image: FileStatus, _ plan: OverlayPlan) -> FileOwner {
        guard plan.owners == .idMapped, let mapping = plan.mapping else { return image.owner }
        return FileOwner(user: mapping.hostUser(image.owner.user), group: mapping.hostGroup(image.owner.group))
    }

    private func openLower(_ plan: OverlayPlan, _ namespaces: UserNamespaces) throws(LinuxError) -> FileDescriptor {
        let tree = try Mounts.cloneTree(plan.lower)
        guard plan.owners == .idMapped, let mapping = plan.mapping else { return tree }
        do {
            try Mounts.idMap(tree, userNamespace: try namespaces.namespace(for: mapping))
            return tree
        } catch {
            tree.closeIgnoringErrors()
            throw error
        }
    }
}
