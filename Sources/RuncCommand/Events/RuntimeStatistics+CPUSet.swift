public import JSON
import OCI

extension RuntimeStatistics {
    /// Processors and memory nodes that may be used, and how (kernel documentation, cgroup-v1/cpusets.rst). The flags are
    /// 0 or 1.
    public struct CPUSet: Sendable, Hashable {
        /// The processors.
        public var processors: [UInt64] = []
        /// The memory nodes.
        public var memoryNodes: [UInt64] = []
        /// Whether nobody else may use the processors.
        public var exclusiveProcessors: UInt64 = 0
        /// Whether nobody else may use the memory nodes.
        public var exclusiveMemory: UInt64 = 0
        /// Whether memory of the kernel for users is kept to the nodes too.
        public var memoryHardwall: UInt64 = 0
        /// Whether pages move when the nodes change.
        public var memoryMigrate: UInt64 = 0
        /// Whether the page cache is spread over the nodes.
        public var memorySpreadPage: UInt64 = 0
        /// Whether the kernel's caches are spread over the nodes.
        public var memorySpreadSlab: UInt64 = 0
        /// How often memory had to be freed directly, in thousandths per second.
        public var memoryPressure: UInt64 = 0
        /// Whether the load is balanced over the processors.
        public var loadBalancing: UInt64 = 0
        /// How far away a processor is looked for; -1 is the kernel's default.
        public var relaxDomainLevel: Int64 = 0
        /// Members that are not understood here.
        public var others = JSONObject()

        /// No figures.
        public init() {}
    }
}

extension RuntimeStatistics.CPUSet {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        processors = try reader.integers("cpus") ?? []
        memoryNodes = try reader.integers("mems") ?? []
        exclusiveProcessors = try reader.integer("cpu_exclusive") ?? 0
        exclusiveMemory = try reader.integer("mem_exclusive") ?? 0
        memoryHardwall = try reader.integer("mem_hardwall") ?? 0
        memoryMigrate = try reader.integer("memory_migrate") ?? 0
        memorySpreadPage = try reader.integer("memory_spread_page") ?? 0
        memorySpreadSlab = try reader.integer("memory_spread_slab") ?? 0
        memoryPressure = try reader.integer("memory_pressure") ?? 0
        loadBalancing = try reader.integer("sched_load_balance") ?? 0
        relaxDomainLevel = try reader.integer("sched_relax_domain_level") ?? 0
        others = reader.rest
    }
}
