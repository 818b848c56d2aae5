public import JSON

/// A container's block I/O.
public struct OCIBlockIO: Sendable, Hashable {
    /// Time relative to others, 10 to 1000.
    public var weight: UInt16?
    /// The weight of its own processes relative to groups below it, 10 to 1000; the CFQ scheduler alone had that.
    public var leafWeight: UInt16?
    /// Other weights for some devices.
    public var deviceWeights: [OCIDeviceWeight] = []
    /// The most that may be read from and written to devices.
    public var throttles: [OCIThrottle] = []
    /// Members that are not understood here.
    public var others = JSONObject()

    /// No limit.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        weight = try reader.integer("weight")
        leafWeight = try reader.integer("leafWeight")
        deviceWeights = try reader.array("weightDevice", OCIDeviceWeight.init(json:at:)) ?? []
        for direction in OCIThrottle.Direction.allCases {
            throttles +=
                try reader.array(direction.rawValue) { device, place throws(OCIError) in
                    try OCIThrottle(direction, json: device, at: place)
                } ?? []
        }
        others = reader.rest
    }

    var json: JSONObject {
        var object = JSONObject()
        object.add([
            "weight": weight.map { .integer($0) }, "leafWeight": leafWeight.map { .integer($0) },
            "weightDevice": deviceWeights.isEmpty ? nil : .array(deviceWeights.map(\.json)),
        ])
        for direction in OCIThrottle.Direction.allCases {
            let devices = throttles.filter { $0.direction == direction }.map(\.json)
            object.add([direction.rawValue: devices.isEmpty ? nil : .array(devices)])
        }
        object.keep(others)
        return object
    }
}

/// The weights for one device.
public struct OCIDeviceWeight: Sendable, Hashable {
    /// The device's major number.
    public var major: Int64
    /// The device's minor number.
    public var minor: Int64
    /// Time relative to others, 10 to 1000.
    public var weight: UInt16?
    /// The weight of its own processes relative to groups below it, 10 to 1000; the CFQ scheduler alone had that.
    public var leafWeight: UInt16?
    /// Members that are not understood here.
    public var others = JSONObject()

    /// Weights.
    public init(major: Int64, minor: Int64, weight: UInt16? = nil, leafWeight: UInt16? = nil) {
        (self.major, self.minor, self.weight, self.leafWeight) = (major, minor, weight, leafWeight)
    }

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        major = try reader.integer("major") ?? 0
        minor = try reader.integer("minor") ?? 0
        weight = try reader.integer("weight")
        leafWeight = try reader.integer("leafWeight")
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["major": .integer(major), "minor": .integer(minor)]
        object.add(["weight": weight.map { .integer($0) }, "leafWeight": leafWeight.map { .integer($0) }])
        object.keep(others)
        return .object(object)
    }
}
