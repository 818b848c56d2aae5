public import JSON

/// A container's limits. Nil: no limit, and nothing is written.
public struct OCIResources: Sendable, Hashable {
    /// Which devices it may use, in order.
    public var devices: [OCIDeviceRule] = []
    /// Most memory, bytes.
    public var memoryLimit: Int64?
    /// Most memory and swap together, bytes.
    public var memorySwap: Int64?
    /// CPU time relative to others.
    public var cpuShares: UInt64?
    /// CPU time per period, microseconds.
    public var cpuQuota: Int64?
    /// The quota's period, microseconds.
    public var cpuPeriod: UInt64?
    /// Most processes and threads.
    public var pidsLimit: Int64?
    /// Block I/O relative to others, 10 to 1000.
    public var blockIOWeight: UInt16?
    /// The most that may be read from and written to devices.
    public var blockIOThrottles: [OCIThrottle] = []
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
        try reader.within("memory") { memory throws(OCIError) in
            memoryLimit = try memory.integer("limit")
            memorySwap = try memory.integer("swap")
        }
        try reader.within("cpu") { cpu throws(OCIError) in
            cpuShares = try cpu.integer("shares")
            cpuQuota = try cpu.integer("quota")
            cpuPeriod = try cpu.integer("period")
        }
        try reader.within("pids") { pids throws(OCIError) in pidsLimit = try pids.integer("limit") }
        try reader.within("blockIO") { blockIO throws(OCIError) in
            blockIOWeight = try blockIO.integer("weight")
            for direction in OCIThrottle.Direction.allCases {
                blockIOThrottles +=
                    try blockIO.array(direction.rawValue) { device, place throws(OCIError) in
                        try OCIThrottle(direction, json: device, at: place)
                    } ?? []
            }
        }
        unified = try reader.stringMap("unified") ?? [:]
        others = reader.rest
    }

    /// The limits as the specification writes them.
    public var json: JSONValue {
        var object = JSONObject()
        var memory = JSONObject()
        memory.add(["limit": memoryLimit.map { .integer($0) }, "swap": memorySwap.map { .integer($0) }])
        var cpu = JSONObject()
        cpu.add([
            "shares": cpuShares.map { .integer($0) }, "quota": cpuQuota.map { .integer($0) },
            "period": cpuPeriod.map { .integer($0) },
        ])
        var blockIO = JSONObject()
        blockIO.add(["weight": blockIOWeight.map { .integer($0) }])
        for direction in OCIThrottle.Direction.allCases {
            let devices = blockIOThrottles.filter { $0.direction == direction }.map(\.json)
            blockIO.add([direction.rawValue: devices.isEmpty ? nil : .array(devices)])
        }
        object.add([
            "devices": devices.isEmpty ? nil : .array(devices.map(\.json)),
            "memory": memory.isEmpty ? nil : .object(memory),
            "cpu": cpu.isEmpty ? nil : .object(cpu),
            "pids": pidsLimit.map { ["limit": .integer($0)] },
            "blockIO": blockIO.isEmpty ? nil : .object(blockIO),
            "unified": unified.isEmpty ? nil : unified.json,
        ])
        object.keep(others)
        return .object(object)
    }
}

/// Whether devices may be used. Nil stands for every type or number.
public struct OCIDeviceRule: Sendable, Hashable {
    /// Whether they may.
    public var isAllowed: Bool
    /// `c` or `b`.
    public var type: String?
    /// The major number.
    public var major: Int64?
    /// The minor number.
    public var minor: Int64?
    /// Some of `r`, `w`, `m`.
    public var access: String
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A rule.
    public init(allow: Bool, type: String? = nil, major: Int64? = nil, minor: Int64? = nil, access: String = "rwm") {
        (isAllowed, self.type, self.major, self.minor, self.access) = (allow, type, major, minor, access)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        isAllowed = try reader.bool("allow") ?? false
        type = try reader.string("type")
        major = try reader.integer("major")
        minor = try reader.integer("minor")
        access = try reader.string("access") ?? "rwm"
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["allow": .bool(isAllowed)]
        object.add([
            "type": type.map(JSONValue.string), "major": major.map { .integer($0) },
            "minor": minor.map { .integer($0) }, "access": .string(access),
        ])
        object.keep(others)
        return .object(object)
    }
}
