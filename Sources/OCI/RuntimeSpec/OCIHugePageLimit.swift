public import JSON

/// Most huge pages of one size.
public struct OCIHugePageLimit: Sendable, Hashable {
    /// The size, such as `64KB` or `2MB`.
    public var pageSize: String
    /// How much memory in such pages, bytes.
    public var limit: UInt64
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A limit.
    public init(pageSize: String, limit: UInt64) { (self.pageSize, self.limit) = (pageSize, limit) }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        pageSize = try reader.required(try reader.string("pageSize"), "pageSize")
        limit = try reader.required(try reader.integer("limit"), "limit")
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["pageSize": .string(pageSize), "limit": .integer(limit)]
        object.keep(others)
        return .object(object)
    }
}
