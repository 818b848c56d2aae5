public import JSON

extension OCIFeatures {
    /// What a runtime can do on Linux (features-linux.md).
    public struct Linux: Sendable, Hashable {
        /// The namespaces, such as `mount`.
        public var namespaces: [String]?
        /// The capabilities, such as `CAP_CHOWN`.
        public var capabilities: [String]?
        /// Control groups.
        public var cgroups: Cgroups?
        /// Filters for system calls.
        public var seccomp: Seccomp?
        /// AppArmor.
        public var apparmor: Switch?
        /// SELinux.
        public var selinux: Switch?
        /// Intel's resource director.
        public var intelRDT: IntelRDT?
        /// Policies for memory nodes.
        public var memoryPolicy: MemoryPolicy?
        /// Whether mounts can have id maps of their own.
        public var idMappedMounts: Switch?
        /// Whether network devices can be moved into the container.
        public var networkDevices: Switch?
        /// Members that are not understood here.
        public var others = JSONObject()

        /// Nothing known.
        public init() {}
    }
}

extension OCIFeatures.Linux {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        namespaces = try reader.strings("namespaces")
        capabilities = try reader.strings("capabilities")
        cgroups = try reader.take("cgroup", OCIFeatures.Cgroups.init(json:at:))
        seccomp = try reader.take("seccomp", OCIFeatures.Seccomp.init(json:at:))
        apparmor = try reader.take("apparmor", OCIFeatures.Switch.init(json:at:))
        selinux = try reader.take("selinux", OCIFeatures.Switch.init(json:at:))
        intelRDT = try reader.take("intelRdt", OCIFeatures.IntelRDT.init(json:at:))
        memoryPolicy = try reader.take("memoryPolicy", OCIFeatures.MemoryPolicy.init(json:at:))
        try reader.within("mountExtensions") { extensions throws(OCIError) in
            idMappedMounts = try extensions.take("idmap", OCIFeatures.Switch.init(json:at:))
        }
        networkDevices = try reader.take("netDevices", OCIFeatures.Switch.init(json:at:))
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "namespaces": namespaces.map(JSONValue.strings), "capabilities": capabilities.map(JSONValue.strings),
            "cgroup": cgroups?.json, "seccomp": seccomp?.json, "apparmor": apparmor?.json, "selinux": selinux?.json,
            "intelRdt": intelRDT?.json, "memoryPolicy": memoryPolicy?.json,
            "mountExtensions": idMappedMounts.map { ["idmap": $0.json] }, "netDevices": networkDevices?.json,
        ])
        object.keep(others)
        return .object(object)
    }
}
