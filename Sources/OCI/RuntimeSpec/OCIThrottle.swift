public import JSON

/// The most that may be read from a device or written to it, per second.
public struct OCIThrottle: Sendable, Hashable {
    /// What is counted, by the specification's names.
    public enum Direction: String, Sendable, Hashable, CaseIterable {
        /// Bytes read.
        case readBytes = "throttleReadBpsDevice"
        /// Bytes written.
        case writtenBytes = "throttleWriteBpsDevice"
        /// Read operations.
        case reads = "throttleReadIOPSDevice"
        /// Write operations.
        case writes = "throttleWriteIOPSDevice"
    }

    /// What is counted.
    public var direction: Direction
    /// The device's major number.
    public var major: Int64
    /// The device's minor number.
    public var minor: Int64
    /// How many per second.
    public var rate: UInt64
    /// Members that are not understood here.
    public var others = JSONObject()

    /// A limit.
    public init(_ direction: Direction, major: Int64, minor: Int64, rate: UInt64) {
        (self.direction, self.major, self.minor, self.rate) = (direction, major, minor, rate)
    }

    init(_ direction: Direction, json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        self.init(
            direction, major: try reader.integer("major") ?? 0, minor: try reader.integer("minor") ?? 0,
            rate: try reader.integer("rate") ?? 0)
        others = reader.rest
    }

    var json: JSONValue {
        var object: JSONObject = ["major": .integer(major), "minor": .integer(minor), "rate": .integer(rate)]
        object.keep(others)
        return .object(object)
    }
}
