public import JSON

/// Cache and memory bandwidth (the kernel's resctrl.rst).
public struct OCIIntelRDT: Sendable, Hashable {
    /// The group below the resctrl mount; nil: the container's id.
    public var groupID: String?
    /// Lines of the schemata file; they come after the other two.
    public var schemata: [String] = []
    /// The cache's lines of the schemata file.
    public var cacheSchema: String?
    /// The memory bandwidth's line of the schemata file.
    public var bandwidthSchema: String?
    /// Whether the container gets a monitoring group.
    public var isMonitored: Bool = false
    /// Members that are not understood here.
    public var others = JSONObject()

    /// Nothing.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        groupID = try reader.string("closID")
        schemata = try reader.strings("schemata") ?? []
        cacheSchema = try reader.string("l3CacheSchema")
        bandwidthSchema = try reader.string("memBwSchema")
        isMonitored = try reader.bool("enableMonitoring") ?? false
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "closID": groupID.map(JSONValue.string),
            "schemata": schemata.isEmpty ? nil : .strings(schemata),
            "l3CacheSchema": cacheSchema.map(JSONValue.string),
            "memBwSchema": bandwidthSchema.map(JSONValue.string),
            "enableMonitoring": !isMonitored ? nil : .bool(isMonitored),
        ])
        object.keep(others)
        return .object(object)
    }
}
