import Garden
import Linux
import SystemPackage

/// What bind mounts show, found before a container is made.
struct MountSources {
    /// The container's root file system.
    let rootFS: FilePath

    /// Other file systems are mounted here later, so that nothing in the root file system tells what will be there.
    private static let covered: [FilePath] = ["/dev", "/proc", "/sys"]

    /// The mounts with sources and destinations as a runtime is to have them.
    ///
    /// A source in the container's own files is looked up there, where no link leads out; what it is called on the host
    /// then holds no link any more.
    ///
    /// - Throws: `RunDMCError`, when a source is not there, or cannot be shown at its destination.
    func resolve(_ mounts: [BindMount]) throws(RunDMCError) -> [BindMount] {
        let root = try open(mounts)
        var covered = Self.covered
        var resolved: [BindMount] = []
        for var mount in mounts {
            let destination = FilePath(mount.destination).lexicallyNormalized()
            let isFolder: Bool
            (mount.source, isFolder) = try source(of: mount, in: root)
            if let root, !covered.contains(where: destination.starts(with:)) {
                try check(destination, suits: isFolder, in: root)
            }
            covered.append(destination)
            mount.destination = destination.string
            resolved.append(mount)
        }
        return resolved
    }

    private func open(_ mounts: [BindMount]) throws(RunDMCError) -> RootDirectory? {
        if mounts.isEmpty { return nil }
        do {
            return try RootDirectory(rootFS)
        } catch {
            throw .mountSource(path: rootFS.string, reason: "\(error)")
        }
    }

    private func source(
        of mount: BindMount, in root: RootDirectory?
    ) throws(RunDMCError) -> (path: String, isFolder: Bool) {
        do {
            guard mount.origin == .container, let root else {
                return (mount.source, try FileStatus.of(FilePath(mount.source)).isDirectory)
            }
            let path = try root.location(of: FilePath(mount.source))
            return (path.string, try FileStatus.of(path).isDirectory)
        } catch {
            let place = mount.origin == .container ? "\(mount.source) in the container" : mount.source
            if error.errno == .noSuchFileOrDirectory { throw .mountSourceMissing(path: place) }
            throw .mountSource(path: place, reason: error.errno.map { "\($0)" } ?? "\(error)")
        }
    }

    /// Runtimes make what is missing; what is there must be of the same kind.
    private func check(
        _ destination: FilePath, suits isFolder: Bool, in root: RootDirectory
    ) throws(RunDMCError) {
        do {
            if try root.exists(destination) {
                guard try root.isDirectory(destination) != isFolder else { return }
                throw RunDMCError.mountDestination(
                    path: destination.string, reason: "it is \(isFolder ? "no folder" : "a folder"), unlike the source")
            }
            var parent = destination.removingLastComponent()
            while try !root.exists(parent) { parent = parent.removingLastComponent() }
            guard try !root.isDirectory(parent) else { return }
            throw RunDMCError.mountDestination(path: destination.string, reason: "\(parent) is no folder")
        } catch let error as LinuxError {
            throw .mountDestination(path: destination.string, reason: error.errno.map { "\($0)" } ?? "\(error)")
        } catch let error as RunDMCError {
            throw error
        } catch {
            throw .mountDestination(path: destination.string, reason: "\(error)")
        }
    }
}
