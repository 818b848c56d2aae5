public import JSON

/// A process as the runtime specification describes it: a container's first, or one for `exec --process`.
public struct OCIProcess: Sendable, Hashable {
    /// Whether it gets a terminal.
    public var terminal = false
    /// Who it runs as, by the container's ids.
    public var user = OCIUser()
    /// The program and its arguments.
    public var arguments: [String] = []
    /// `NAME=value`.
    public var environment: [String] = []
    /// Its working directory, absolute.
    public var workingDirectory = "/"
    /// Its capabilities; nil: none.
    public var capabilities: OCICapabilities?
    /// Its resource limits.
    public var resourceLimits: [OCIResourceLimit] = []
    /// Whether neither it nor its children can gain privileges.
    public var noNewPrivileges = false
    /// Its AppArmor profile.
    public var apparmorProfile: String?
    /// What the kernel adds to its badness when memory is out (proc(5), oom_score_adj); nil: as whoever starts it has it.
    public var oomScoreAdjustment: Int?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A process of root without arguments.
    public init() {}

    /// Reads a process file.
    public init(json: JSONValue) throws(OCIError) { try self.init(json: json, at: "process") }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        terminal = try reader.bool("terminal") ?? false
        user = try reader.take("user", OCIUser.init(json:at:)) ?? OCIUser()
        arguments = try reader.strings("args") ?? []
        environment = try reader.strings("env") ?? []
        workingDirectory = try reader.string("cwd") ?? "/"
        capabilities = try reader.take("capabilities", OCICapabilities.init(json:at:))
        resourceLimits = try reader.array("rlimits", OCIResourceLimit.init(json:at:)) ?? []
        noNewPrivileges = try reader.bool("noNewPrivileges") ?? false
        apparmorProfile = try reader.string("apparmorProfile")
        oomScoreAdjustment = try reader.integer("oomScoreAdj")
        others = reader.rest
    }

    /// The text of a process file.
    public var json: JSONValue {
        var object = JSONObject()
        object.add([
            "terminal": terminal ? true : nil,
            "user": user.json,
            "args": .strings(arguments),
            "env": environment.isEmpty ? nil : .strings(environment),
            "cwd": .string(workingDirectory),
            "capabilities": capabilities?.json,
            "rlimits": resourceLimits.isEmpty ? nil : .array(resourceLimits.map(\.json)),
            "noNewPrivileges": noNewPrivileges ? true : nil,
            "apparmorProfile": apparmorProfile.map(JSONValue.string),
            "oomScoreAdj": oomScoreAdjustment.map { .integer($0) },
        ])
        object.keep(others)
        return .object(object)
    }
}

/// Who a process runs as, by the container's ids.
public struct OCIUser: Sendable, Hashable {
    /// The user.
    public var uid: UInt32
    /// The group.
    public var gid: UInt32
    /// Groups beside `gid`.
    public var additionalGroups: [UInt32]
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A user.
    public init(uid: UInt32 = 0, gid: UInt32 = 0, additionalGroups: [UInt32] = []) {
        (self.uid, self.gid, self.additionalGroups) = (uid, gid, additionalGroups)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        uid = try reader.integer("uid") ?? 0
        gid = try reader.integer("gid") ?? 0
        additionalGroups = try reader.integers("additionalGids") ?? []
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["uid": .integer(uid), "gid": .integer(gid)]
        if !additionalGroups.isEmpty { object["additionalGids"] = .array(additionalGroups.map { .integer($0) }) }
        object.keep(others)
        return .object(object)
    }
}

/// The five sets of capabilities(7), by names such as `CAP_CHOWN`.
public struct OCICapabilities: Sendable, Hashable {
    /// What can ever be had.
    public var bounding: [String]
    /// What is in force.
    public var effective: [String]
    /// What a file's inheritable set can bring in.
    public var inheritable: [String]
    /// What can be put in force.
    public var permitted: [String]
    /// What survives execve(2) without file capabilities.
    public var ambient: [String]
    /// Members that are not understood here.
    public var others = JSONObject()

    /// Sets of capabilities.
    public init(
        bounding: [String] = [], effective: [String] = [], inheritable: [String] = [], permitted: [String] = [],
        ambient: [String] = []
    ) {
        (self.bounding, self.effective, self.inheritable) = (bounding, effective, inheritable)
        (self.permitted, self.ambient) = (permitted, ambient)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        bounding = try reader.strings("bounding") ?? []
        effective = try reader.strings("effective") ?? []
        inheritable = try reader.strings("inheritable") ?? []
        permitted = try reader.strings("permitted") ?? []
        ambient = try reader.strings("ambient") ?? []
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        for (name, set) in [
            ("bounding", bounding), ("effective", effective), ("inheritable", inheritable), ("permitted", permitted),
            ("ambient", ambient),
        ] where !set.isEmpty { object[name] = .strings(set) }
        object.keep(others)
        return .object(object)
    }
}

/// One resource limit, setrlimit(2).
public struct OCIResourceLimit: Sendable, Hashable {
    /// The resource, such as `RLIMIT_NOFILE`.
    public var type: String
    /// What is in force.
    public var soft: UInt64
    /// What it may be raised to.
    public var hard: UInt64
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A limit.
    public init(type: String, soft: UInt64, hard: UInt64) { (self.type, self.soft, self.hard) = (type, soft, hard) }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        type = try reader.required(try reader.string("type"), "type")
        soft = try reader.required(try reader.integer("soft"), "soft")
        hard = try reader.required(try reader.integer("hard"), "hard")
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["type": .string(type), "hard": .integer(hard), "soft": .integer(soft)]
        object.keep(others)
        return .object(object)
    }
}
