import Cgroups
import Glibc
import Linux
public import SystemPackage

/// The containers of one folder: each has a folder of its own there, by its name.
public struct ContainerFactory: Sendable, Hashable {
    /// The one name below the root that is no container's: what was compiled for one, and is good for others.
    public static let cacheName = ".cache"

    /// The folder.
    public let root: FilePath

    /// Containers below `root`, which need not be there yet.
    public init(root: FilePath) { self.root = root }

    /// Makes the folder of a new container, with what is going to be made for it. Nothing runs yet: `Container.start`.
    ///
    /// - Throws: `LibcontainerError.containerExists`, `.configuration` for one that cannot be, `.cgroupNotEmpty` and
    ///   `.cgroupFrozen` when somebody else uses its cgroup.
    public func create(_ id: ContainerID, _ given: Configuration) throws(LibcontainerError) -> Container {
        var configuration = given
        let folder = root.appending(id.value)
        guard !Files.exists(folder) else { throw .containerExists }
        if let path = configuration.namespaces.path(of: .user) {
            let maps = try UserMaps.read(FilePath(path))
            try configuration.adoptMappings(users: maps.users, groups: maps.groups)
        }
        try configuration.validate()
        try configuration.refuseUnsupported()
        _ = try configuration.rootOwner()
        let cgroup = try cgroup(of: id, configuration)
        var state = ContainerState(
            id: id, created: Timestamp(nanoseconds: WallClock.now()), configuration: configuration)
        state.isRootless = configuration.isRootlessUser
        state.cgroupPaths = cgroup?.statePaths ?? [:]
        try make(folder)
        do {
            try ContainerIntent(cgroupPaths: state.cgroupPaths).save(to: folder)
            return Container(folder: folder, place: try Self.open(folder), state: state, cgroup: cgroup)
        } catch {
            // The first error is the one to know, and nothing is in there.
            _ = try? Files.removeTree(folder)
            throw error
        }
    }

    /// A container that was started before.
    ///
    /// - Throws: `LibcontainerError.containerNotFound`, and others when its file cannot be read.
    public func load(_ id: ContainerID) throws(LibcontainerError) -> Container {
        let folder = root.appending(id.value)
        let place = try Self.open(folder)
        do {
            let state = try ContainerState.load(from: folder)
            let cgroup = try Self.cgroup(of: state.cgroupPaths)
            return Container(folder: folder, place: place, state: state, cgroup: cgroup)
        } catch {
            place.closeIgnoringErrors()
            throw error
        }
    }

    private static func open(_ folder: FilePath) throws(LibcontainerError) -> FileDescriptor {
        do {
            return try Resolution([]).openPlace(folder, from: FileDescriptor(rawValue: AT_FDCWD))
        } catch {
            throw error.errno == .noSuchFileOrDirectory ? .containerNotFound : .system(error)
        }
    }

    /// The names of all containers, and of whatever else has a folder there, sorted. A root that is not there has none.
    public func names() throws(LibcontainerError) -> [String] {
        let entries: [String]
        do {
            entries = try Files.entries(of: root)
        } catch {
            guard error.errno == .noSuchFileOrDirectory else { throw .system(error) }
            return []
        }
        var names: [String] = []
        for name in entries.sorted() {
            do {
                if try FileStatus.of(root.appending(name)).isDirectory { names.append(name) }
            } catch {
                // Removed meanwhile.
                guard error.errno == .noSuchFileOrDirectory else { throw .system(error) }
            }
        }
        return names
    }

    private func make(_ folder: FilePath) throws(LibcontainerError) {
        do {
            try Files.makeDirectories(root, mode: FilePermissions(rawValue: 0o700))
            try Files.makeNewDirectory(folder, mode: FilePermissions(rawValue: 0o711))
        } catch {
            throw error.errno == .fileExists ? .containerExists : .system(error)
        }
    }

    private func cgroup(
        of id: ContainerID, _ configuration: Configuration
    ) throws(LibcontainerError) -> ContainerCgroup? {
        guard let wanted = configuration.cgroup else { return nil }
        return try cgroups { () throws(CgroupError) in
            let cgroup = try ContainerCgroup(cgroupsPath: wanted.path, id: id.value, in: .detect())
            try cgroup.refuseIfInUse()
            return cgroup
        }
    }

    static func cgroup(of paths: [String: String]) throws(LibcontainerError) -> ContainerCgroup? {
        guard !paths.isEmpty else { return nil }
        return try cgroups { () throws(CgroupError) in try ContainerCgroup(statePaths: paths) }
    }
}

extension Configuration {
    /// What a document may ask for, and cannot have here: said before anything is made.
    fileprivate func refuseUnsupported() throws(LibcontainerError) {
        if intelRDT != nil { throw .unsupported("intelRdt") }
        if !netDevices.isEmpty { throw .unsupported("moving network devices") }
    }
}
