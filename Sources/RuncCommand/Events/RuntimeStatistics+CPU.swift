public import JSON
import OCI

extension RuntimeStatistics {
    /// Processor time.
    public struct CPU: Sendable, Hashable {
        /// How much was used.
        public var usage = Usage()
        /// How the quota held the container up.
        public var throttling = Throttling()
        /// How long processes waited for a processor; nil without pressure figures (version 1, or a kernel without PSI).
        public var pressure: Pressure?
        /// Members that are not understood here.
        public var others = JSONObject()

        /// No figures.
        public init() {}
    }

    /// How much processor time was used, nanoseconds.
    public struct Usage: Sendable, Hashable {
        /// All of it.
        public var total: UInt64 = 0
        /// In the kernel.
        public var kernel: UInt64 = 0
        /// In programs.
        public var user: UInt64 = 0
        /// All of it by processor; version 1 alone.
        public var totalPerProcessor: [UInt64] = []
        /// In the kernel by processor; version 1 alone.
        public var kernelPerProcessor: [UInt64] = []
        /// In programs by processor; version 1 alone.
        public var userPerProcessor: [UInt64] = []
        /// Members that are not understood here.
        public var others = JSONObject()

        /// Nothing used.
        public init() {}
    }

    /// How a quota of processor time worked.
    public struct Throttling: Sendable, Hashable {
        /// Periods in which the quota counted.
        public var periods: UInt64 = 0
        /// Those of them in which it ran out.
        public var throttledPeriods: UInt64 = 0
        /// How long processes had to wait for the next period, nanoseconds.
        public var throttledTime: UInt64 = 0
        /// Members that are not understood here.
        public var others = JSONObject()

        /// Never held up.
        public init() {}
    }
}

extension RuntimeStatistics.CPU {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        usage = try reader.take("usage", RuntimeStatistics.Usage.init(json:at:)) ?? usage
        throttling = try reader.take("throttling", RuntimeStatistics.Throttling.init(json:at:)) ?? throttling
        pressure = try reader.take("psi", RuntimeStatistics.Pressure.init(json:at:))
        others = reader.rest
    }
}

extension RuntimeStatistics.Usage {
    fileprivate init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        total = try reader.integer("total") ?? 0
        kernel = try reader.integer("kernel") ?? 0
        user = try reader.integer("user") ?? 0
        totalPerProcessor = try reader.integers("percpu") ?? []
        kernelPerProcessor = try reader.integers("percpu_kernel") ?? []
        userPerProcessor = try reader.integers("percpu_user") ?? []
        others = reader.rest
    }
}

extension RuntimeStatistics.Throttling {
    fileprivate init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        periods = try reader.integer("periods") ?? 0
        throttledPeriods = try reader.integer("throttledPeriods") ?? 0
        throttledTime = try reader.integer("throttledTime") ?? 0
        others = reader.rest
    }
}
