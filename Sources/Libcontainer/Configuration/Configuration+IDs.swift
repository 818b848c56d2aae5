public import Linux

extension Configuration {
    /// The host's user for `id` inside.
    ///
    /// - Throws: `LibcontainerError.configuration` when there is a user namespace that does not have it.
    public func hostUser(_ id: UInt32) throws(LibcontainerError) -> UInt32 {
        guard namespaces.contains(.user) else { return id }
        guard !userMappings.isEmpty else { throw .configuration(.noUserMappings) }
        guard let host = userMappings.host(id) else { throw .configuration(.userNotMapped) }
        return host
    }

    /// The host's group for `id` inside.
    ///
    /// - Throws: `LibcontainerError.configuration` when there is a user namespace that does not have it.
    public func hostGroup(_ id: UInt32) throws(LibcontainerError) -> UInt32 {
        guard namespaces.contains(.user) else { return id }
        guard !groupMappings.isEmpty else { throw .configuration(.noGroupMappings) }
        guard let host = groupMappings.host(id) else { throw .configuration(.groupNotMapped) }
        return host
    }

    /// Who owns what belongs to the container's root, in the host's ids.
    public func rootOwner() throws(LibcontainerError) -> FileOwner {
        FileOwner(user: try hostUser(0), group: try hostGroup(0))
    }

    /// Takes over the mappings that a joined user namespace has, and gives the device nodes to its root.
    ///
    /// - Throws: `LibcontainerError.configuration` when the document has others, or there is no root among them.
    public mutating func adoptMappings(users: [IDMapping], groups: [IDMapping]) throws(LibcontainerError) {
        let hasOwn = !userMappings.isEmpty || !groupMappings.isEmpty
        if hasOwn, userMappings != users || groupMappings != groups { throw .configuration(.mappingsDiffer) }
        (userMappings, groupMappings) = (users, groups)
        try giveDevicesToRoot()
    }

    mutating func giveDevicesToRoot() throws(LibcontainerError) {
        let owner = try rootOwner()
        for index in devices.indices { devices[index].owner = owner }
    }
}

extension IDMapping {
    /// Whether something stands outside for `id`.
    func maps(_ id: UInt32) -> Bool { id >= containerID && id - containerID < size }
}

extension [IDMapping] {
    /// What stands outside for `id`; nil when nothing does.
    fileprivate func host(_ id: UInt32) -> UInt32? {
        guard let mapping = first(where: { $0.maps(id) }) else { return nil }
        let (host, overflow) = mapping.hostID.addingReportingOverflow(id - mapping.containerID)
        return overflow ? nil : host
    }
}
