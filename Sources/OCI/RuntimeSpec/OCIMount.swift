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
    /// How the owners of its files are seen inside: users. Empty: as the option `idmap` or `ridmap` says.
    public var userMappings: [OCIIDMapping] = []
    /// How the owners of its files are seen inside: groups.
    public var groupMappings: [OCIIDMapping] = []
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
        userMappings = try reader.array("uidMappings", OCIIDMapping.init(json:at:)) ?? []
        groupMappings = try reader.array("gidMappings", OCIIDMapping.init(json:at:)) ?? []
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["destination": .string(destination)]
        object.add([
            "type": type.map(JSONValue.string), "source": source.map(JSONValue.string),
            "options": options.isEmpty ? nil : .strings(options),
            "uidMappings": userMappings.isEmpty ? nil : .array(userMappings.map(\.json)),
            "gidMappings": groupMappings.isEmpty ? nil : .array(groupMappings.map(\.json)),
        ])
        object.keep(others)
        return .object(object)
    }
}
