public import JSON

extension OCIFeatures {
    /// Something that is there or not.
    public struct Switch: Sendable, Hashable {
        /// Whether it is there.
        public var isEnabled: Bool?
        /// Members that are not understood here.
        public var others = JSONObject()

        /// It is there, or not.
        public init(isEnabled: Bool? = nil) { self.isEnabled = isEnabled }
    }

    /// Control groups.
    public struct Cgroups: Sendable, Hashable {
        /// Whether version 1 works.
        public var versionOne: Bool?
        /// Whether version 2 works.
        public var versionTwo: Bool?
        /// Whether systemd can make them.
        public var systemd: Bool?
        /// Whether a user's systemd can make them.
        public var systemdUser: Bool?
        /// Whether limits for RDMA devices work.
        public var rdma: Bool?
        /// Members that are not understood here.
        public var others = JSONObject()

        /// Nothing known.
        public init() {}
    }

    /// Intel's resource director.
    public struct IntelRDT: Sendable, Hashable {
        /// Whether it is there.
        public var isEnabled: Bool?
        /// Whether `linux.intelRdt.schemata` works.
        public var schemata: Bool?
        /// Whether `linux.intelRdt.enableMonitoring` works.
        public var monitoring: Bool?
        /// Members that are not understood here.
        public var others = JSONObject()

        /// Nothing known.
        public init() {}
    }

    /// Policies for memory nodes.
    public struct MemoryPolicy: Sendable, Hashable {
        /// The modes, such as `MPOL_BIND`.
        public var modes: [String]?
        /// The flags, such as `MPOL_F_STATIC_NODES`.
        public var flags: [String]?
        /// Members that are not understood here.
        public var others = JSONObject()

        /// Nothing known.
        public init() {}
    }
}

extension OCIFeatures.Switch {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        isEnabled = try reader.bool("enabled")
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add(["enabled": isEnabled.map(JSONValue.bool)])
        object.keep(others)
        return .object(object)
    }
}

extension OCIFeatures.Cgroups {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        versionOne = try reader.bool("v1")
        versionTwo = try reader.bool("v2")
        systemd = try reader.bool("systemd")
        systemdUser = try reader.bool("systemdUser")
        rdma = try reader.bool("rdma")
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "v1": versionOne.map(JSONValue.bool), "v2": versionTwo.map(JSONValue.bool),
            "systemd": systemd.map(JSONValue.bool), "systemdUser": systemdUser.map(JSONValue.bool),
            "rdma": rdma.map(JSONValue.bool),
        ])
        object.keep(others)
        return .object(object)
    }
}

extension OCIFeatures.IntelRDT {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        isEnabled = try reader.bool("enabled")
        schemata = try reader.bool("schemata")
        monitoring = try reader.bool("monitoring")
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "enabled": isEnabled.map(JSONValue.bool), "schemata": schemata.map(JSONValue.bool),
            "monitoring": monitoring.map(JSONValue.bool),
        ])
        object.keep(others)
        return .object(object)
    }
}

extension OCIFeatures.MemoryPolicy {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        modes = try reader.strings("modes")
        flags = try reader.strings("flags")
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add(["modes": modes.map(JSONValue.strings), "flags": flags.map(JSONValue.strings)])
        object.keep(others)
        return .object(object)
    }
}
