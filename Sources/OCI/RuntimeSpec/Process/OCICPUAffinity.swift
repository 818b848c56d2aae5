public import JSON

/// The processors that a process which enters a container may use, as lists such as `0-3,7`.
public struct OCICPUAffinity: Sendable, Hashable {
    /// Before it joins the container's cgroup; nil: any.
    public var initial: String?
    /// After that; nil: any.
    public var final: String?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// Any.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        initial = try reader.string("initial")
        final = try reader.string("final")
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "initial": initial.map(JSONValue.string),
            "final": final.map(JSONValue.string),
        ])
        object.keep(others)
        return .object(object)
    }
}
