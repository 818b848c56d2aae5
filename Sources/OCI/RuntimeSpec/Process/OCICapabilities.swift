public import JSON

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
