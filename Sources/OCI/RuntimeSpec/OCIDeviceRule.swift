public import JSON

/// Whether devices may be used. Nil stands for every type or number.
public struct OCIDeviceRule: Sendable, Hashable {
    /// Whether they may.
    public var isAllowed: Bool
    /// `c` or `b`.
    public var type: String?
    /// The major number.
    public var major: Int64?
    /// The minor number.
    public var minor: Int64?
    /// Some of `r`, `w`, `m`.
    public var access: String
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A rule.
    public init(allow: Bool, type: String? = nil, major: Int64? = nil, minor: Int64? = nil, access: String = "rwm") {
        (isAllowed, self.type, self.major, self.minor, self.access) = (allow, type, major, minor, access)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        isAllowed = try reader.bool("allow") ?? false
        type = try reader.string("type")
        major = try reader.integer("major")
        minor = try reader.integer("minor")
        access = try reader.string("access") ?? "rwm"
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["allow": .bool(isAllowed)]
        object.add([
            "type": type.map(JSONValue.string), "major": major.map { .integer($0) },
            "minor": minor.map { .integer($0) }, "access": .string(access),
        ])
        object.keep(others)
        return .object(object)
    }
}
