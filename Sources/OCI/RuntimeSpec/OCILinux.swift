public import JSON

/// What only Linux containers have (runtime-spec, config-linux.md).
public struct OCILinux: Sendable, Hashable {
    /// The namespaces; those not named are the runtime's own.
    public var namespaces: [OCINamespace] = []
    /// Users of the user namespace.
    public var userMappings: [OCIIDMapping] = []
    /// Groups of the user namespace.
    public var groupMappings: [OCIIDMapping] = []
    /// Device nodes beside the default ones.
    public var devices: [OCIDevice] = []
    /// The control group, absolute from each hierarchy's root.
    public var cgroupsPath: String?
    /// Limits.
    public var resources = OCIResources()
    /// System calls that are allowed; nil: all.
    public var seccomp: OCISeccomp?
    /// Paths that cannot be read.
    public var maskedPaths: [String] = []
    /// Paths that cannot be written.
    public var readOnlyPaths: [String] = []
    /// The root mount's propagation.
    public var rootFSPropagation: String?
    /// Kernel parameters.
    public var sysctl: [String: String] = [:]
    /// Members that are not understood here.
    public var others = JSONObject()

    /// Nothing.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        namespaces = try reader.array("namespaces", OCINamespace.init(json:at:)) ?? []
        userMappings = try reader.array("uidMappings", OCIIDMapping.init(json:at:)) ?? []
        groupMappings = try reader.array("gidMappings", OCIIDMapping.init(json:at:)) ?? []
        devices = try reader.array("devices", OCIDevice.init(json:at:)) ?? []
        cgroupsPath = try reader.string("cgroupsPath")
        resources = try reader.take("resources", OCIResources.init(json:at:)) ?? OCIResources()
        seccomp = try reader.take("seccomp", OCISeccomp.init(json:at:))
        maskedPaths = try reader.strings("maskedPaths") ?? []
        readOnlyPaths = try reader.strings("readonlyPaths") ?? []
        rootFSPropagation = try reader.string("rootfsPropagation")
        sysctl = try reader.stringMap("sysctl") ?? [:]
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "namespaces": .array(namespaces.map(\.json)),
            "uidMappings": userMappings.isEmpty ? nil : .array(userMappings.map(\.json)),
            "gidMappings": groupMappings.isEmpty ? nil : .array(groupMappings.map(\.json)),
            "devices": devices.isEmpty ? nil : .array(devices.map(\.json)),
            "cgroupsPath": cgroupsPath.map(JSONValue.string),
            "resources": resources.json,
            "seccomp": seccomp?.json,
            "maskedPaths": maskedPaths.isEmpty ? nil : .strings(maskedPaths),
            "readonlyPaths": readOnlyPaths.isEmpty ? nil : .strings(readOnlyPaths),
            "rootfsPropagation": rootFSPropagation.map(JSONValue.string),
            "sysctl": sysctl.isEmpty ? nil : sysctl.json,
        ])
        object.keep(others)
        return .object(object)
    }
}

/// One namespace: a new one, or one to join by its path.
public struct OCINamespace: Sendable, Hashable {
    /// The kinds of namespaces.
    public enum Kind: String, Sendable, Hashable {
        /// By their names in the specification.
        case pid, network, mount, ipc, uts, user, cgroup, time
    }

    /// The kind.
    public var kind: Kind
    /// The one to join; nil: a new one.
    public var path: String?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A namespace.
    public init(_ kind: Kind, path: String? = nil) { (self.kind, self.path) = (kind, path) }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        kind = try reader.required(try reader.string("type").flatMap(Kind.init(rawValue:)), "type")
        path = try reader.string("path")
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["type": .string(kind.rawValue)]
        object.add(["path": path.map(JSONValue.string)])
        object.keep(others)
        return .object(object)
    }
}

/// One line of a user namespace's id map.
public struct OCIIDMapping: Sendable, Hashable {
    /// The first id inside.
    public var containerID: UInt32
    /// The id outside that it stands for.
    public var hostID: UInt32
    /// How many follow one another.
    public var size: UInt32
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A mapping.
    public init(containerID: UInt32, hostID: UInt32, size: UInt32) {
        (self.containerID, self.hostID, self.size) = (containerID, hostID, size)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        containerID = try reader.required(try reader.integer("containerID"), "containerID")
        hostID = try reader.required(try reader.integer("hostID"), "hostID")
        size = try reader.required(try reader.integer("size"), "size")
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = [
            "containerID": .integer(containerID), "hostID": .integer(hostID), "size": .integer(size),
        ]
        object.keep(others)
        return .object(object)
    }
}

/// A device node to make.
public struct OCIDevice: Sendable, Hashable {
    /// Where.
    public var path: String
    /// `c`, `b`, `u` or `p`.
    public var type: String
    /// The major number.
    public var major: Int64
    /// The minor number.
    public var minor: Int64
    /// Permissions, such as 0o666.
    public var fileMode: UInt32?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A device node.
    public init(path: String, type: String, major: Int64, minor: Int64, fileMode: UInt32? = nil) {
        (self.path, self.type, self.major, self.minor, self.fileMode) = (path, type, major, minor, fileMode)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        path = try reader.required(try reader.string("path"), "path")
        type = try reader.required(try reader.string("type"), "type")
        major = try reader.integer("major") ?? 0
        minor = try reader.integer("minor") ?? 0
        fileMode = try reader.integer("fileMode")
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = [
            "path": .string(path), "type": .string(type), "major": .integer(major), "minor": .integer(minor),
        ]
        object.add(["fileMode": fileMode.map { .integer($0) }])
        object.keep(others)
        return .object(object)
    }
}
