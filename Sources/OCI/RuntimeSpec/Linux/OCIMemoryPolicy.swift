public import JSON

/// Which memory a container uses (set_mempolicy(2)).
public struct OCIMemoryPolicy: Sendable, Hashable {
    /// The mode, such as `MPOL_BIND`.
    public var mode: String
    /// The nodes, as a list such as `0-3,7`.
    public var nodes: String = ""
    /// Such as `MPOL_F_STATIC_NODES`.
    public var flags: [String] = []
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A mode without nodes.
    public init(mode: String) { self.mode = mode }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        mode = try reader.required(try reader.string("mode"), "mode")
        nodes = try reader.string("nodes") ?? ""
        flags = try reader.strings("flags") ?? []
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "mode": .string(mode),
            "nodes": nodes.isEmpty ? nil : .string(nodes),
            "flags": flags.isEmpty ? nil : .strings(flags),
        ])
        object.keep(others)
        return .object(object)
    }
}
