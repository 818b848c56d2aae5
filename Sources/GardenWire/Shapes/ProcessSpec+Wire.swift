public import Garden
public import JSON

extension ProcessSpec: WireDecodable, WireEncodable {
    /// Reads the body of a Run request.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init(path: try fields.string("path"), arguments: try fields.strings("args"))
        id = try fields.string("id")
        environment = try fields.strings("env")
        directory = try fields.string("dir")
        user = try fields.string("user")
        resourceLimits = try fields.value("rlimits")
        overrideLimits = try fields.optional("limits")
        terminal = try fields.optional("tty")
        image = try fields.value("image")
        bindMounts = try fields.list("bind_mounts")
    }

    /// The body of a Run request.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("id", id)
            fields.nonZero("path", path)
            fields.nonZero("args", arguments)
            fields.nonZero("env", environment)
            fields.nonZero("dir", directory)
            fields.nonZero("user", user)
            fields.always("rlimits", resourceLimits)
            fields.present("limits", overrideLimits)
            fields.present("tty", terminal)
            fields.always("image", image)
            fields.nonZero("bind_mounts", bindMounts)
        }
    }
}

extension ProcessLimits: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        cpu = try fields.value("cpu_limits")
        memory = try fields.value("memory_limits")
    }

    /// Both parts, empty ones too.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.always("cpu_limits", cpu)
            fields.always("memory_limits", memory)
        }
    }
}

extension TerminalSpec: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        self.init(windowSize: try WireReader(wire).optional("window_size"))
    }

    /// The object, without members when the size is left to the server.
    public var wire: JSONValue {
        WireWriter.object { $0.present("window_size", windowSize) }
    }
}

extension WindowSize: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init(columns: try fields.integer("columns"), rows: try fields.integer("rows"))
    }

    /// The object without what is zero.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("columns", columns)
            fields.nonZero("rows", rows)
        }
    }
}

extension ResourceLimits: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        for resource in Resource.allCases { self[resource] = try fields.optionalInteger(resource.rawValue) }
    }

    /// The limits that are set, also to zero.
    public var wire: JSONValue {
        WireWriter.object { fields in
            for resource in Resource.allCases { fields.present(resource.rawValue, self[resource]) }
        }
    }
}
