public import JSON

/// A process's turn at block devices (ioprio_set(2)).
public struct OCIIOPriority: Sendable, Hashable {
    /// `IOPRIO_CLASS_RT`, `IOPRIO_CLASS_BE` or `IOPRIO_CLASS_IDLE`.
    public var ioClass: String
    /// 0, the first, to 7.
    public var priority: Int = 0
    /// Members that are not understood here.
    public var others = JSONObject()

    /// The first place in a class.
    public init(ioClass: String) { self.ioClass = ioClass }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        ioClass = try reader.required(try reader.string("class"), "class")
        priority = try reader.integer("priority") ?? 0
        others = reader.rest
    }

    var json: JSONValue {
        var object = JSONObject()
        object.add([
            "class": .string(ioClass),
            "priority": priority == 0 ? nil : .integer(priority),
        ])
        object.keep(others)
        return .object(object)
    }
}
