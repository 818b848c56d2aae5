public import JSON

/// A network interface that is moved into the container.
public struct OCINetDevice: Sendable, Hashable {
    /// Its name inside; nil: as outside.
    public var name: String?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// An interface that keeps its name.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        name = try reader.string("name")
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "name": name.map(JSONValue.string)
        ])
        object.keep(others)
        return .object(object)
    }
}
