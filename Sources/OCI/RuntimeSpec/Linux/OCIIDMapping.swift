public import JSON

/// One line of a user namespace's id map.
public struct OCIIDMapping: Sendable, Hashable {
    /// The first id inside.
    public var containerID: UInt32
    /// The id outside that it stands for.
    public var hostID: UInt32
    /// How many follow one another.
    public var size: UInt32
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A mapping.
    public init(containerID: UInt32, hostID: UInt32, size: UInt32) {
        (self.containerID, self.hostID, self.size) = (containerID, hostID, size)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        containerID = try reader.required(try reader.integer("containerID"), "containerID")
        hostID = try reader.required(try reader.integer("hostID"), "hostID")
        size = try reader.required(try reader.integer("size"), "size")
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = [
            "containerID": .integer(containerID), "hostID": .integer(hostID), "size": .integer(size),
        ]
        object.keep(others)
        return .object(object)
    }
}
