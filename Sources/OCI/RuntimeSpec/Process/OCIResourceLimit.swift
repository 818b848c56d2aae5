public import JSON

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
