public import JSON

/// What a runtime's `state` says (runtime-spec, runtime.md, and what runc and crun add to it).
public struct RuntimeState: Sendable, Hashable {
    /// The container's id.
    public var id: String
    /// `creating`, `created`, `running`, `stopped` or, with runc, `paused`.
    public var status: String
    /// The init process; 0 when there is none.
    public var pid: Int32
    /// The bundle's folder.
    public var bundle: String
    /// When it was made, RFC 3339; empty when the runtime does not say.
    public var created: String
    /// Free text.
    public var annotations: [String: String]
    /// The specification's version; empty when the runtime does not say.
    public var version: String
    /// Members that are not understood here.
    public var others: JSONObject

    /// Reads the answer of `state`.
    public init(json: JSONValue) throws(OCIError) {
        var reader = try FieldReader(json, at: "")
        id = try reader.required(try reader.string("id"), "id")
        status = try reader.required(try reader.string("status"), "status")
        pid = try reader.integer("pid") ?? 0
        bundle = try reader.string("bundle") ?? ""
        created = try reader.string("created") ?? ""
        annotations = try reader.stringMap("annotations") ?? [:]
        version = try reader.string("ociVersion") ?? ""
        others = reader.rest
    }

    /// The answer of `state`, which hooks get too.
    public var json: JSONValue {
        var object = JSONObject()
        object.add([
            "ociVersion": version.isEmpty ? nil : .string(version),
            "id": .string(id), "pid": .integer(pid), "status": .string(status), "bundle": .string(bundle),
            "created": created.isEmpty ? nil : .string(created),
            "annotations": annotations.isEmpty ? nil : annotations.json,
        ])
        object.keep(others)
        return .object(object)
    }
}
