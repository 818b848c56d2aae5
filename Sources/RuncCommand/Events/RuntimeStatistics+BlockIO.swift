public import JSON
import OCI

extension RuntimeStatistics {
    /// Block I/O, by device and operation. Version 2 has the first two alone.
    public struct BlockIO: Sendable, Hashable {
        /// Bytes.
        public var serviceBytes: [BlockIOEntry] = []
        /// Operations.
        public var serviced: [BlockIOEntry] = []
        /// Operations that wait now.
        public var queued: [BlockIOEntry] = []
        /// How long devices worked on operations, nanoseconds.
        public var serviceTime: [BlockIOEntry] = []
        /// How long operations waited, nanoseconds.
        public var waitTime: [BlockIOEntry] = []
        /// Operations that were merged with others.
        public var merged: [BlockIOEntry] = []
        /// How long a device was the container's, milliseconds.
        public var time: [BlockIOEntry] = []
        /// Sectors.
        public var sectors: [BlockIOEntry] = []
        /// How long processes waited for block I/O; nil without pressure figures (version 1, or a kernel without PSI).
        public var pressure: Pressure?
        /// Members that are not understood here.
        public var others = JSONObject()

        /// No figures.
        public init() {}
    }

    /// One figure of one device.
    public struct BlockIOEntry: Sendable, Hashable {
        /// The device's major number.
        public var major: UInt64
        /// The device's minor number.
        public var minor: UInt64
        /// `Read`, `Write`, `Sync`, `Async`, `Discard` or `Total`; empty where operations are not told apart.
        public var operation: String
        /// The figure.
        public var value: UInt64
        /// Members that are not understood here.
        public var others = JSONObject()

        /// A figure.
        public init(major: UInt64, minor: UInt64, operation: String, value: UInt64) {
            (self.major, self.minor, self.operation, self.value) = (major, minor, operation, value)
        }
    }
}

extension RuntimeStatistics.BlockIO {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        func entries(_ key: String) throws(OCIError) -> [RuntimeStatistics.BlockIOEntry] {
            try reader.array(key, RuntimeStatistics.BlockIOEntry.init(json:at:)) ?? []
        }
        serviceBytes = try entries("ioServiceBytesRecursive")
        serviced = try entries("ioServicedRecursive")
        queued = try entries("ioQueueRecursive")
        serviceTime = try entries("ioServiceTimeRecursive")
        waitTime = try entries("ioWaitTimeRecursive")
        merged = try entries("ioMergedRecursive")
        time = try entries("ioTimeRecursive")
        sectors = try entries("sectorsRecursive")
        pressure = try reader.take("psi", RuntimeStatistics.Pressure.init(json:at:))
        others = reader.rest
    }
}

extension RuntimeStatistics.BlockIOEntry {
    fileprivate init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        major = try reader.integer("major") ?? 0
        minor = try reader.integer("minor") ?? 0
        operation = try reader.string("op") ?? ""
        value = try reader.integer("value") ?? 0
        others = reader.rest
    }
}
