public import Garden
public import JSON

extension ContainerSpec: WireDecodable, WireEncodable {
    /// Reads the body of a Create request. Nothing is checked but types and addresses.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init(handle: try fields.string("handle"))
        graceTime = try fields.duration("grace_time")
        rootFSPath = try fields.string("rootfs")
        image = try fields.value("image")
        bindMounts = try fields.list("bind_mounts")
        network = try fields.string("network")
        properties = try fields.map("properties")
        environment = try fields.strings("env")
        privileged = try fields.bool("privileged")
        limits = try fields.value("limits")
        netOut = try fields.list("netout_rules")
        netIn = try fields.list("netin")
    }

    /// The body of a Create request.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("handle", handle)
            fields.nonZero("grace_time", graceTime.wireNanoseconds)
            fields.nonZero("rootfs", rootFSPath)
            fields.always("image", image)
            fields.nonZero("bind_mounts", bindMounts)
            fields.nonZero("network", network)
            fields.nonZero("properties", properties)
            fields.nonZero("env", environment)
            fields.nonZero("privileged", privileged)
            fields.always("limits", limits)
            fields.nonZero("netout_rules", netOut)
            fields.nonZero("netin", netIn)
        }
    }
}

extension ImageReference: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init(
            uri: try fields.string("uri"),
            username: try fields.string("username"),
            password: try fields.secret("password"))
    }

    /// The object without what is empty. It holds the password.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("uri", uri)
            fields.nonZero("username", username)
            fields.nonZero("password", password)
        }
    }
}

extension BindMount: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init(
            source: try fields.string("src_path"),
            destination: try fields.string("dst_path"),
            mode: try fields.choice("mode"),
            origin: try fields.choice("origin"))
    }

    /// The object without what is zero.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("src_path", source)
            fields.nonZero("dst_path", destination)
            fields.nonZero("mode", mode.rawValue)
            fields.nonZero("origin", origin.rawValue)
        }
    }
}
