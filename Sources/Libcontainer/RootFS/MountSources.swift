import Linux
import SystemPackage

/// What is mounted from outside, opened with the host's rights before the container's process exists: a process in a new
/// user namespace might not reach it, nor map its owners.
public struct MountSources: Sendable {
    /// For each mount of the configuration a tree that is attached nowhere; nil for one that shows nothing from outside,
    /// or that only the container's process can open.
    let trees: [FileDescriptor?]

    /// Opens them all, or none. Changes nothing that anybody sees.
    public static func open(for configuration: Configuration) throws(LibcontainerError) -> MountSources {
        var opener = MountSourceOpener(configuration)
        defer { opener.closeNamespaces() }
        var trees: [FileDescriptor?] = []
        trees.reserveCapacity(configuration.mounts.count)
        for mount in configuration.mounts {
            do throws(LinuxError) {
                trees.append(try opener.tree(of: mount))
            } catch {
                MountSources(trees: trees).close()
                throw .rootFS(
                    .mount(source: mount.source, destination: mount.destination, .system(error)))
            }
        }
        return MountSources(trees: trees)
    }

    /// Closes what is open, in this process; the container's has descriptors of its own.
    public func close() {
        for tree in trees { tree?.closeIgnoringErrors() }
    }
}

/// Opens the sources of one configuration.
private struct MountSourceOpener {
    /// What a user namespace is made of, to have one for all mounts that are mapped alike.
    private enum Mapping: Hashable {
        case path(String)
        case lists(UserMapping)
    }

    private let propagation: MountPropagation?
    /// Whether the runtime may open none, and the container's process, root in its namespaces, has to do it itself.
    private let isRootless: Bool
    private var namespaces: [(mapping: Mapping, descriptor: FileDescriptor)] = []

    init(_ configuration: Configuration) {
        isRootless = configuration.isRootlessUser
        // The clone of a shared mount is shared with the host's, and only who asks for that should have it so.
        switch configuration.rootPropagation.spreading {
        case .shared: propagation = nil
        case .private, .unbindable: propagation = .private
        case .slave, nil: propagation = .slave
        }
    }

    func closeNamespaces() {
        for namespace in namespaces { namespace.descriptor.closeIgnoringErrors() }
    }

    mutating func tree(of mount: MountConfiguration) throws(LinuxError) -> FileDescriptor? {
        guard mount.isBind, !mount.flags.contains(.remount), !isRootless else { return nil }
        let tree = try Mounts.cloneTree(FilePath(mount.source), recursive: mount.flags.contains(.recursive))
        do throws(LinuxError) {
            if propagation != nil { try Mounts.change(tree, MountChange(propagation: propagation), recursive: true) }
            if let mapping = mount.idMapping {
                let namespace = try namespace(for: mapping)
                try Mounts.change(tree, MountChange(userNamespace: namespace), recursive: mapping.isRecursive)
            }
            return tree
        } catch {
            tree.closeIgnoringErrors()
            throw error
        }
    }

    private mutating func namespace(for mapping: MountIDMapping) throws(LinuxError) -> FileDescriptor {
        let users = UserMapping(users: mapping.users, groups: mapping.groups)
        let key = mapping.userNamespacePath.map { Mapping.path($0) } ?? .lists(users)
        if let known = namespaces.first(where: { $0.mapping == key }) { return known.descriptor }
        let made: FileDescriptor
        if let path = mapping.userNamespacePath {
            made = try Namespaces.open(FilePath(path), .user)
        } else {
            made = try UserNamespace.make(users)
        }
        namespaces.append((key, made))
        return made
    }
}
