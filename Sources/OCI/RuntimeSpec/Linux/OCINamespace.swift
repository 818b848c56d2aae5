public import JSON

/// One namespace: a new one, or one to join by its path.
public struct OCINamespace: Sendable, Hashable {
    /// The kinds of namespaces.
    public enum Kind: String, Sendable, Hashable {
        /// By their names in the specification.
        case pid, network, mount, ipc, uts, user, cgroup, time
    }

    /// The kind.
    public var kind: Kind
    /// The one to join; nil: a new one.
    public var path: String?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A namespace.
    public init(_ kind: Kind, path: String? = nil) { (self.kind, self.path) = (kind, path) }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        kind = try reader.required(try reader.string("type").flatMap(Kind.init(rawValue:)), "type")
        path = try reader.string("path")
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["type": .string(kind.rawValue)]
        object.add(["path": path.map(JSONValue.string)])
        object.keep(others)
        return .object(object)
    }
}
