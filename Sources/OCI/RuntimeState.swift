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

    /// Reads the answer of `state`.
    public init(json: JSONValue) throws(OCIError) {
        var reader = try FieldReader(json, at: "")
        id = try reader.required(try reader.string("id"), "id")
        status = try reader.required(try reader.string("status"), "status")
        pid = try reader.integer("pid") ?? 0
        bundle = try reader.string("bundle") ?? ""
        created = try reader.string("created") ?? ""
        annotations = try reader.stringMap("annotations") ?? [:]
    }
}
