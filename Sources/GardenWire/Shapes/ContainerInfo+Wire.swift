public import Garden
public import JSON

extension ContainerInfo: WireDecodable, WireEncodable {
    /// Reads the object; a missing state is an unknown one.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        state = try fields.state("State")
        events = try fields.strings("Events")
        hostIP = try fields.string("HostIP")
        containerIP = try fields.string("ContainerIP")
        containerIPv6 = try fields.string("ContainerIPv6")
        externalIP = try fields.string("ExternalIP")
        containerPath = try fields.string("ContainerPath")
        processIDs = try fields.strings("ProcessIDs")
        properties = try fields.map("Properties")
        let ports: [MappedPort] = try fields.list("MappedPorts")
        mappedPorts = ports.map(\.forwarding)
    }

    /// All members; lists and maps without elements are `null`.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.always("State", state.rawValue)
            fields.always("Events", events.isEmpty ? .null : .strings(events))
            fields.always("HostIP", hostIP)
            fields.always("ContainerIP", containerIP)
            fields.always("ContainerIPv6", containerIPv6)
            fields.always("ExternalIP", externalIP)
            fields.always("ContainerPath", containerPath)
            fields.always("ProcessIDs", processIDs.isEmpty ? .null : .strings(processIDs))
            fields.always("Properties", properties.isEmpty ? .null : PropertyMap(properties).wire)
            fields.always(
                "MappedPorts", mappedPorts.isEmpty ? .null : .array(mappedPorts.map { MappedPort($0).wire }))
        }
    }
}

extension Capacity: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        memoryInBytes = try fields.integer("memory_in_bytes")
        diskInBytes = try fields.integer("disk_in_bytes")
        schedulableDiskInBytes = try fields.integer("schedulable_disk_in_bytes")
        maxContainers = try fields.integer("max_containers")
    }

    /// The object without what is zero.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("memory_in_bytes", memoryInBytes)
            fields.nonZero("disk_in_bytes", diskInBytes)
            fields.nonZero("schedulable_disk_in_bytes", schedulableDiskInBytes)
            fields.nonZero("max_containers", maxContainers)
        }
    }
}

extension WireReader {
    fileprivate func state(_ name: String) throws(WireError) -> ContainerInfo.State {
        let text = try string(name)
        guard let state = ContainerInfo.State(rawValue: text) else {
            throw .unknownChoice(field: name, value: "'\(text)'")
        }
        return state
    }
}
