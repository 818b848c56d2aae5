import Linux
import OCI

extension MountConfiguration {
    /// The mount that the document describes; relative sources of bind mounts begin at the bundle.
    init(_ mount: OCIMount, bundle: String) throws(ConfigurationFault) {
        self.init(source: mount.source ?? "", destination: mount.destination, fileSystemType: mount.type ?? "")
        apply(mount.options)
        if isBind {
            fileSystemType = "bind"
            source = CleanPath.absolute(source, in: bundle)
        }
        if !mount.userMappings.isEmpty || !mount.groupMappings.isEmpty {
            var mapping = idMapping ?? MountIDMapping(isRecursive: false)
            mapping.users = mount.userMappings.map(IDMapping.init)
            mapping.groups = mount.groupMappings.map(IDMapping.init)
            idMapping = mapping
        }
        for text in [source, destination, fileSystemType, data] where text.utf8.contains(0) {
            throw .mount(destination: destination, .containsNUL)
        }
    }
}

extension MountIDMapping {
    /// Without mappings of its own, a mount has those of the container's user namespace.
    func completed(from configuration: Configuration) -> MountIDMapping {
        guard users.isEmpty, groups.isEmpty else { return self }
        if let path = configuration.namespaces.path(of: .user) {
            return MountIDMapping(isRecursive: isRecursive, userNamespacePath: path)
        }
        return MountIDMapping(
            isRecursive: isRecursive, users: configuration.userMappings, groups: configuration.groupMappings)
    }
}
