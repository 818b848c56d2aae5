public import JSON

/// Most of what one RDMA device has. Nil: no limit.
public struct OCIRDMALimit: Sendable, Hashable {
    /// Open handles.
    public var handles: UInt32?
    /// Objects.
    public var objects: UInt32?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// Limits.
    public init(handles: UInt32? = nil, objects: UInt32? = nil) { (self.handles, self.objects) = (handles, objects) }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        handles = try reader.integer("hcaHandles")
        objects = try reader.integer("hcaObjects")
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add(["hcaHandles": handles.map { .integer($0) }, "hcaObjects": objects.map { .integer($0) }])
        object.keep(others)
        return .object(object)
    }
}
