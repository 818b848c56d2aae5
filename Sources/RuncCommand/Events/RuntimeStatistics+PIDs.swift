public import JSON
import OCI

extension RuntimeStatistics {
    /// Processes and threads.
    public struct PIDs: Sendable, Hashable {
        /// How many there are.
        public var current: UInt64 = 0
        /// How many there may be; nil without limit.
        public var limit: UInt64?
        /// Members that are not understood here.
        public var others = JSONObject()

        /// None.
        public init() {}
    }
}

extension RuntimeStatistics.PIDs {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        current = try reader.integer("current") ?? 0
        let most: UInt64 = try reader.integer("limit") ?? 0
        limit = most == 0 ? nil : most
        others = reader.rest
    }
}
