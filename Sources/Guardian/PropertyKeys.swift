import Garden

/// Property keys, and the properties that the server itself answers for.
enum PropertyKeys {
    static let state = "garden.state"
    static let containerIP = "garden.network.container-ip"
    static let hostIP = "garden.network.host-ip"
    static let externalIP = "garden.network.external-ip"

    private static let reserved: Set<String> = [state, containerIP, hostIP, externalIP]
    private static let longest = 1024

    /// Refuses keys that no client may set.
    static func check(_ key: String) throws(GardenError) {
        let flaw: String? =
            if key.isEmpty { "it is empty" } else if key.utf8.count > longest {
                "it is longer than \(longest) bytes"
            } else if reserved.contains(key) { "the server keeps it" } else { nil }
        if let flaw { throw .invalidName(kind: .property, value: key, reason: flaw) }
    }
}

extension ContainerTable.Entry {
    /// The client's properties and the server's.
    var visibleProperties: [String: String] {
        var result = properties
        let own = [
            (PropertyKeys.containerIP, addresses.container), (PropertyKeys.hostIP, addresses.host),
            (PropertyKeys.externalIP, addresses.external),
            (PropertyKeys.state, record.wasCreated ? ContainerRecord.State.created.rawValue : ""),
        ]
        for (key, value) in own where !value.isEmpty { result[key] = value }
        return result
    }

    /// Whether the container is to be listed.
    ///
    /// Containers whose creation did not finish show themselves only to who asks for `garden.state=all`. A property
    /// wanted empty is also matched by a container that lacks it.
    func matches(_ filter: PropertyFilter) -> Bool {
        var wanted = filter.properties
        switch wanted[PropertyKeys.state] {
        case nil: wanted[PropertyKeys.state] = ContainerRecord.State.created.rawValue
        case "all": wanted[PropertyKeys.state] = nil
        default: break
        }
        let visible = visibleProperties
        return wanted.allSatisfy { visible[$0.key, default: ""] == $0.value }
    }
}
