public import JSON
import OCI

extension RuntimeStatistics {
    /// Intel's resource director (kernel documentation, arch/x86/resctrl.rst).
    public struct IntelRDT: Sendable, Hashable {
        /// What the level 3 cache can do; nil without it.
        public var cache: Cache?
        /// The root group's shares of the level 3 cache.
        public var rootCacheSchema: String?
        /// The container's shares of the level 3 cache.
        public var cacheSchema: String?
        /// What the memory's bandwidth can be told; nil without it.
        public var memoryBandwidth: MemoryBandwidth?
        /// The root group's shares of the memory's bandwidth.
        public var rootMemoryBandwidthSchema: String?
        /// The container's shares of the memory's bandwidth.
        public var memoryBandwidthSchema: String?
        /// All of the container's shares, a line each.
        public var schemata: [String] = []
        /// What the memory's bandwidth is used for, by memory node, as the runtime gives it.
        public var memoryBandwidthFigures: JSONValue?
        /// How much of the cache is used, by memory node, as the runtime gives it.
        public var cacheFigures: JSONValue?
        /// Members that are not understood here.
        public var others = JSONObject()

        /// No figures.
        public init() {}
    }

    /// What a cache can do.
    public struct Cache: Sendable, Hashable {
        /// All parts of it, a hexadecimal mask.
        public var mask: String
        /// The fewest bits that a share may have.
        public var smallestShare: UInt64
        /// How many groups can be told apart.
        public var classes: UInt64
        /// Members that are not understood here.
        public var others: JSONObject
    }

    /// What a memory's bandwidth can be told.
    public struct MemoryBandwidth: Sendable, Hashable {
        /// The steps of a share, percent.
        public var granularity: UInt64
        /// Whether delays are linear, 0 or 1.
        public var linearDelay: UInt64
        /// The smallest share, percent.
        public var smallestShare: UInt64
        /// How many groups can be told apart.
        public var classes: UInt64
        /// Members that are not understood here.
        public var others: JSONObject
    }
}

extension RuntimeStatistics.IntelRDT {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        cache = try reader.take("l3_cache_info", RuntimeStatistics.Cache.init(json:at:))
        rootCacheSchema = try reader.string("l3_cache_schema_root")
        cacheSchema = try reader.string("l3_cache_schema")
        memoryBandwidth = try reader.take("mem_bw_info", RuntimeStatistics.MemoryBandwidth.init(json:at:))
        rootMemoryBandwidthSchema = try reader.string("mem_bw_schema_root")
        memoryBandwidthSchema = try reader.string("mem_bw_schema")
        schemata = try reader.strings("schemata") ?? []
        memoryBandwidthFigures = try reader.take("mbm_stats") { json, _ throws(OCIError) in json }
        cacheFigures = try reader.take("cmt_stats") { json, _ throws(OCIError) in json }
        others = reader.rest
    }
}

extension RuntimeStatistics.Cache {
    fileprivate init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        mask = try reader.string("cbm_mask") ?? ""
        smallestShare = try reader.integer("min_cbm_bits") ?? 0
        classes = try reader.integer("num_closids") ?? 0
        others = reader.rest
    }
}

extension RuntimeStatistics.MemoryBandwidth {
    fileprivate init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        granularity = try reader.integer("bandwidth_gran") ?? 0
        linearDelay = try reader.integer("delay_linear") ?? 0
        smallestShare = try reader.integer("min_bandwidth") ?? 0
        classes = try reader.integer("num_closids") ?? 0
        others = reader.rest
    }
}
