public import JSON
import OCI

extension RuntimeStatistics {
    /// How long processes had to wait for something (kernel documentation, accounting/psi.rst).
    public struct Pressure: Sendable, Hashable {
        /// While at least one process waited.
        public var some = Waiting()
        /// While all of them waited.
        public var full = Waiting()
        /// Members that are not understood here.
        public var others = JSONObject()

        /// No waiting.
        public init() {}
    }

    /// Shares of time, and time.
    public struct Waiting: Sendable, Hashable {
        /// Percent of the last 10 seconds.
        public var average10: Double = 0
        /// Percent of the last 60 seconds.
        public var average60: Double = 0
        /// Percent of the last 300 seconds.
        public var average300: Double = 0
        /// In all, microseconds.
        public var total: UInt64 = 0
        /// Members that are not understood here.
        public var others = JSONObject()

        /// No waiting.
        public init() {}
    }
}

extension RuntimeStatistics.Pressure {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        some = try reader.take("some", RuntimeStatistics.Waiting.init(json:at:)) ?? some
        full = try reader.take("full", RuntimeStatistics.Waiting.init(json:at:)) ?? full
        others = reader.rest
    }
}

extension RuntimeStatistics.Waiting {
    fileprivate init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        average10 = try reader.double("avg10") ?? 0
        average60 = try reader.double("avg60") ?? 0
        average300 = try reader.double("avg300") ?? 0
        total = try reader.integer("total") ?? 0
        others = reader.rest
    }
}
