public import JSON

/// How far a clock is ahead inside (time_namespaces(7)).
public struct OCITimeOffset: Sendable, Hashable {
    /// Whole seconds; may be below zero.
    public var seconds: Int64 = 0
    /// Nanoseconds beside them.
    public var nanoseconds: UInt32 = 0
    /// Members that are not understood here.
    public var others = JSONObject()

    /// None.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        seconds = try reader.integer("secs") ?? 0
        nanoseconds = try reader.integer("nanosecs") ?? 0
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "secs": seconds == 0 ? nil : .integer(seconds),
            "nanosecs": nanoseconds == 0 ? nil : .integer(nanoseconds),
        ])
        object.keep(others)
        return .object(object)
    }
}
