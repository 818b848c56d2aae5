public import JSON

/// Who a process runs as, by the container's ids.
public struct OCIUser: Sendable, Hashable {
    /// The user.
    public var uid: UInt32
    /// The group.
    public var gid: UInt32
    /// The file mode creation mask, umask(2); nil: what the runtime has as its default, 022.
    public var umask: UInt32?
    /// Groups beside `gid`.
    public var additionalGroups: [UInt32]
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A user.
    public init(uid: UInt32 = 0, gid: UInt32 = 0, additionalGroups: [UInt32] = []) {
        (self.uid, self.gid, self.additionalGroups) = (uid, gid, additionalGroups)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        uid = try reader.integer("uid") ?? 0
        gid = try reader.integer("gid") ?? 0
        umask = try reader.integer("umask")
        additionalGroups = try reader.integers("additionalGids") ?? []
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["uid": .integer(uid), "gid": .integer(gid)]
        object.add(["umask": umask.map { .integer($0) }])
        if !additionalGroups.isEmpty { object["additionalGids"] = .array(additionalGroups.map { .integer($0) }) }
        object.keep(others)
        return .object(object)
    }
}
