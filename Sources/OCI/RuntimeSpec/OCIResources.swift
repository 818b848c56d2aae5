public import JSON

/// A container's limits (runtime-spec, config-linux.md, Control groups). Nil: no limit, and nothing is written; in an
/// update: as it was.
public struct OCIResources: Sendable, Hashable {
    /// Which devices it may use, in order.
    public var devices: [OCIDeviceRule] = []
    /// Memory.
    public var memory = OCIMemory()
    /// Processors.
    public var cpu = OCIProcessors()
    /// Most processes and threads; -1 takes a limit away.
    public var pidsLimit: Int64?
    /// Block I/O.
    public var blockIO = OCIBlockIO()
    /// Most huge pages, of each size.
    public var hugePageLimits: [OCIHugePageLimit] = []
    /// How packets are marked; control groups of version 1 alone.
    public var network = OCINetworkClass()
    /// Most of what an RDMA device has, by the device's name.
    public var rdma: [String: OCIRDMALimit] = [:]
    /// Files of the unified hierarchy and what is written to them.
    public var unified: [String: String] = [:]
    /// Members that are not understood here.
    public var others = JSONObject()

    /// No limit.
    public init() {}

    /// Reads the limits of a container, or those for an update.
    public init(json: JSONValue) throws(OCIError) { try self.init(json: json, at: "resources") }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        devices = try reader.array("devices", OCIDeviceRule.init(json:at:)) ?? []
        memory = try reader.take("memory", OCIMemory.init(json:at:)) ?? memory
        cpu = try reader.take("cpu", OCIProcessors.init(json:at:)) ?? cpu
        try reader.within("pids") { pids throws(OCIError) in pidsLimit = try pids.integer("limit") }
        blockIO = try reader.take("blockIO", OCIBlockIO.init(json:at:)) ?? blockIO
        hugePageLimits = try reader.array("hugepageLimits", OCIHugePageLimit.init(json:at:)) ?? []
        network = try reader.take("network", OCINetworkClass.init(json:at:)) ?? network
        rdma = try reader.map("rdma", OCIRDMALimit.init(json:at:)) ?? [:]
        unified = try reader.stringMap("unified") ?? [:]
        others = reader.rest
    }

    /// The limits as the specification writes them.
    public var json: JSONValue {
        var object = JSONObject()
        object.add([
            "devices": devices.isEmpty ? nil : .array(devices.map(\.json)),
            "memory": memory.json.ifNotEmpty,
            "cpu": cpu.json.ifNotEmpty,
            "pids": pidsLimit.map { ["limit": .integer($0)] },
            "blockIO": blockIO.json.ifNotEmpty,
            "hugepageLimits": hugePageLimits.isEmpty ? nil : .array(hugePageLimits.map(\.json)),
            "network": network.json.ifNotEmpty,
            "rdma": rdma.isEmpty ? nil : rdma.mapValues(\.json).json,
            "unified": unified.isEmpty ? nil : unified.json,
        ])
        object.keep(others)
        return .object(object)
    }
}
