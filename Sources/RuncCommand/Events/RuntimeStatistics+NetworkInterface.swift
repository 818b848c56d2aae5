public import JSON
import OCI

extension RuntimeStatistics {
    /// One network interface of the container.
    public struct NetworkInterface: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// What it received.
        public var received = Traffic()
        /// What it sent.
        public var sent = Traffic()
        /// Members that are not understood here.
        public var others = JSONObject()

        /// An interface without traffic.
        public init(name: String) { self.name = name }
    }

    /// What went one way.
    public struct Traffic: Sendable, Hashable {
        /// Bytes.
        public var bytes: UInt64 = 0
        /// Packets.
        public var packets: UInt64 = 0
        /// Packets with errors.
        public var errors: UInt64 = 0
        /// Packets that were thrown away.
        public var dropped: UInt64 = 0

        /// Nothing.
        public init() {}
    }
}

extension RuntimeStatistics.NetworkInterface {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        name = try reader.required(try reader.string("Name"), "Name")
        received = try RuntimeStatistics.Traffic("Rx", &reader)
        sent = try RuntimeStatistics.Traffic("Tx", &reader)
        others = reader.rest
    }
}

extension RuntimeStatistics.Traffic {
    fileprivate init(_ direction: String, _ reader: inout FieldReader) throws(OCIError) {
        bytes = try reader.integer(direction + "Bytes") ?? 0
        packets = try reader.integer(direction + "Packets") ?? 0
        errors = try reader.integer(direction + "Errors") ?? 0
        dropped = try reader.integer(direction + "Dropped") ?? 0
    }
}
