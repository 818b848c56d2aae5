public import JSON

/// How a container's packets are marked (net_cls and net_prio; control groups of version 1 alone).
public struct OCINetworkClass: Sendable, Hashable {
    /// The priority of what leaves by one interface.
    public struct Priority: Sendable, Hashable {
        /// The interface's name in the container.
        public var name: String
        /// The priority.
        public var priority: UInt32
        /// Members that are not understood here.
        public var others = JSONObject()

        /// A priority.
        public init(name: String, priority: UInt32) { (self.name, self.priority) = (name, priority) }
    }

    /// The class by which traffic control (tc(8)) knows the packets: major number in the upper, minor in the lower half.
    public var classID: UInt32?
    /// Priorities by interface.
    public var priorities: [Priority] = []
    /// Members that are not understood here.
    public var others = JSONObject()

    /// No marks.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        classID = try reader.integer("classID")
        priorities = try reader.array("priorities", Priority.init(json:at:)) ?? []
        others = reader.rest
    }

    var json: JSONObject {
        var object = JSONObject()
        object.add([
            "classID": classID.map { .integer($0) },
            "priorities": priorities.isEmpty ? nil : .array(priorities.map(\.json)),
        ])
        object.keep(others)
        return object
    }
}

extension OCINetworkClass.Priority {
    fileprivate init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        name = try reader.required(try reader.string("name"), "name")
        priority = try reader.required(try reader.integer("priority"), "priority")
        others = reader.rest
    }

    fileprivate var json: JSONValue {
        var object: JSONObject = ["name": .string(name), "priority": .integer(priority)]
        object.keep(others)
        return .object(object)
    }
}
