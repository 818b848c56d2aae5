public import JSON

/// A container's memory. -1 takes a limit away.
public struct OCIMemory: Sendable, Hashable {
    /// Most memory, bytes.
    public var limit: Int64?
    /// What it is pressed back to when the host is short of memory, bytes.
    public var reservation: Int64?
    /// Most memory and swap together, bytes.
    public var swap: Int64?
    /// Most memory of the kernel's own, bytes. Obsolete: newer kernels and runtimes ignore it.
    public var kernel: Int64?
    /// Most memory of the kernel's own for TCP, bytes; control groups of version 1 alone.
    public var kernelTCP: Int64?
    /// How eagerly memory is swapped out, 0 to 100; control groups of version 1 alone.
    public var swappiness: UInt64?
    /// Whether processes wait instead of being killed when memory is out; control groups of version 1 alone.
    public var disableOOMKiller: Bool?
    /// Whether the memory of groups below counts too; control groups of version 1 alone.
    public var useHierarchy: Bool?
    /// Whether an update to less than is in use is refused, instead of killing processes.
    public var checkBeforeUpdate: Bool?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// No limit.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        limit = try reader.integer("limit")
        reservation = try reader.integer("reservation")
        swap = try reader.integer("swap")
        kernel = try reader.integer("kernel")
        kernelTCP = try reader.integer("kernelTCP")
        swappiness = try reader.integer("swappiness")
        disableOOMKiller = try reader.bool("disableOOMKiller")
        useHierarchy = try reader.bool("useHierarchy")
        checkBeforeUpdate = try reader.bool("checkBeforeUpdate")
        others = reader.rest
    }

    var json: JSONObject {
        var object = JSONObject()
        object.add([
            "limit": limit.map { .integer($0) }, "reservation": reservation.map { .integer($0) },
            "swap": swap.map { .integer($0) }, "kernel": kernel.map { .integer($0) },
            "kernelTCP": kernelTCP.map { .integer($0) }, "swappiness": swappiness.map { .integer($0) },
            "disableOOMKiller": disableOOMKiller.map(JSONValue.bool),
            "useHierarchy": useHierarchy.map(JSONValue.bool),
            "checkBeforeUpdate": checkBeforeUpdate.map(JSONValue.bool),
        ])
        object.keep(others)
        return object
    }
}
