public import JSON

/// A device node to make.
public struct OCIDevice: Sendable, Hashable {
    /// Where.
    public var path: String
    /// `c`, `b`, `u` or `p`.
    public var type: String
    /// The major number.
    public var major: Int64
    /// The minor number.
    public var minor: Int64
    /// Permissions, such as 0o666.
    public var fileMode: UInt32?
    /// The owner, by the container's ids; nil: 0.
    public var uid: UInt32?
    /// The owner's group, by the container's ids; nil: 0.
    public var gid: UInt32?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A device node.
    public init(path: String, type: String, major: Int64, minor: Int64, fileMode: UInt32? = nil) {
        (self.path, self.type, self.major, self.minor, self.fileMode) = (path, type, major, minor, fileMode)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        path = try reader.required(try reader.string("path"), "path")
        type = try reader.required(try reader.string("type"), "type")
        major = try reader.integer("major") ?? 0
        minor = try reader.integer("minor") ?? 0
        fileMode = try reader.integer("fileMode")
        uid = try reader.integer("uid")
        gid = try reader.integer("gid")
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = [
            "path": .string(path), "type": .string(type), "major": .integer(major), "minor": .integer(minor),
        ]
        object.add([
            "fileMode": fileMode.map { .integer($0) }, "uid": uid.map { .integer($0) }, "gid": gid.map { .integer($0) },
        ])
        object.keep(others)
        return .object(object)
    }
}
