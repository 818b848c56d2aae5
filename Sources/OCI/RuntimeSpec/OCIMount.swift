public import JSON

/// One mount of a container.
public struct OCIMount: Sendable, Hashable {
    /// Where it is seen inside.
    public var destination: String
    /// The file system's type; `bind` for what is shown from outside.
    public var type: String?
    /// What is mounted.
    public var source: String?
    /// As mount(8) has them.
    public var options: [String]
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A mount.
    public init(destination: String, type: String? = nil, source: String? = nil, options: [String] = []) {
        (self.destination, self.type, self.source, self.options) = (destination, type, source, options)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        destination = try reader.required(try reader.string("destination"), "destination")
        type = try reader.string("type")
        source = try reader.string("source")
        options = try reader.strings("options") ?? []
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["destination": .string(destination)]
        object.add([
            "type": type.map(JSONValue.string), "source": source.map(JSONValue.string),
            "options": options.isEmpty ? nil : .strings(options),
        ])
        object.keep(others)
        return .object(object)
    }
}
