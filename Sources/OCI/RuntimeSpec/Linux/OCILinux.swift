public import JSON

/// What only Linux containers have (runtime-spec, config-linux.md).
public struct OCILinux: Sendable, Hashable {
    /// Users of the user namespace.
    public var userMappings: [OCIIDMapping] = []
    /// Groups of the user namespace.
    public var groupMappings: [OCIIDMapping] = []
    /// Kernel parameters.
    public var sysctl: [String: String] = [:]
    /// Limits.
    public var resources = OCIResources()
    /// The control group, absolute from each hierarchy's root.
    public var cgroupsPath: String?
    /// The namespaces; those not named are the runtime's own.
    public var namespaces: [OCINamespace] = []
    /// Device nodes beside the default ones.
    public var devices: [OCIDevice] = []
    /// Network interfaces that are moved into the container, by their names outside.
    public var netDevices: [String: OCINetDevice] = [:]
    /// System calls that are allowed; nil: all.
    public var seccomp: OCISeccomp?
    /// The root mount's propagation.
    public var rootFSPropagation: String?
    /// Paths that cannot be read.
    public var maskedPaths: [String] = []
    /// Paths that cannot be written.
    public var readOnlyPaths: [String] = []
    /// The SELinux context of the mounts.
    public var mountLabel: String?
    /// Cache and memory bandwidth (resctrl); nil: as the runtime has them.
    public var intelRDT: OCIIntelRDT?
    /// Which memory is used (set_mempolicy(2)).
    public var memoryPolicy: OCIMemoryPolicy?
    /// The execution domain.
    public var personality: OCIPersonality?
    /// What the clocks of the time namespace say beside the host's, by `monotonic` and `boottime`.
    public var timeOffsets: [String: OCITimeOffset] = [:]
    /// Members that are not understood here.
    public var others = JSONObject()

    /// Nothing.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        userMappings = try reader.array("uidMappings", OCIIDMapping.init(json:at:)) ?? []
        groupMappings = try reader.array("gidMappings", OCIIDMapping.init(json:at:)) ?? []
        sysctl = try reader.stringMap("sysctl") ?? [:]
        resources = try reader.take("resources", OCIResources.init(json:at:)) ?? OCIResources()
        cgroupsPath = try reader.string("cgroupsPath")
        namespaces = try reader.array("namespaces", OCINamespace.init(json:at:)) ?? []
        devices = try reader.array("devices", OCIDevice.init(json:at:)) ?? []
        netDevices = try reader.map("netDevices", OCINetDevice.init(json:at:)) ?? [:]
        seccomp = try reader.take("seccomp", OCISeccomp.init(json:at:))
        rootFSPropagation = try reader.string("rootfsPropagation")
        maskedPaths = try reader.strings("maskedPaths") ?? []
        readOnlyPaths = try reader.strings("readonlyPaths") ?? []
        mountLabel = try reader.string("mountLabel")
        intelRDT = try reader.take("intelRdt", OCIIntelRDT.init(json:at:))
        memoryPolicy = try reader.take("memoryPolicy", OCIMemoryPolicy.init(json:at:))
        personality = try reader.take("personality", OCIPersonality.init(json:at:))
        timeOffsets = try reader.map("timeOffsets", OCITimeOffset.init(json:at:)) ?? [:]
        others = reader.rest
    }

    /// In the order in which runc writes it.
    var json: JSONValue {
        var object = JSONObject()
        let resources = resources.json
        object.add([
            "uidMappings": userMappings.isEmpty ? nil : .array(userMappings.map(\.json)),
            "gidMappings": groupMappings.isEmpty ? nil : .array(groupMappings.map(\.json)),
            "sysctl": sysctl.isEmpty ? nil : sysctl.json,
            "resources": resources == [:] ? nil : resources,
            "cgroupsPath": cgroupsPath.map(JSONValue.string),
            "namespaces": namespaces.isEmpty ? nil : .array(namespaces.map(\.json)),
            "devices": devices.isEmpty ? nil : .array(devices.map(\.json)),
            "netDevices": netDevices.isEmpty ? nil : netDevices.mapValues(\.json).json,
            "seccomp": seccomp?.json,
            "rootfsPropagation": rootFSPropagation.map(JSONValue.string),
            "maskedPaths": maskedPaths.isEmpty ? nil : .strings(maskedPaths),
            "readonlyPaths": readOnlyPaths.isEmpty ? nil : .strings(readOnlyPaths),
            "mountLabel": mountLabel.map(JSONValue.string),
            "intelRdt": intelRDT?.json,
            "memoryPolicy": memoryPolicy?.json,
            "personality": personality?.json,
            "timeOffsets": timeOffsets.isEmpty ? nil : timeOffsets.mapValues(\.json).json,
        ])
        object.keep(others)
        return .object(object)
    }
}
