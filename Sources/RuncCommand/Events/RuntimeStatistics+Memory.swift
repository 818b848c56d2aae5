public import JSON
import OCI

extension RuntimeStatistics {
    /// Memory.
    public struct Memory: Sendable, Hashable {
        /// Page cache, bytes.
        public var cache: UInt64 = 0
        /// All of it.
        public var usage = MemoryEntry()
        /// Memory and swap together: also with version 2, where the kernel counts swap alone.
        public var swap = MemoryEntry()
        /// The kernel's own; version 1 alone.
        public var kernel = MemoryEntry()
        /// The kernel's own for TCP; version 1 alone.
        public var kernelTCP = MemoryEntry()
        /// memory.stat as it is: its names differ between version 1 and 2.
        public var raw: [String: UInt64] = [:]
        /// How long processes waited for memory; nil without pressure figures (version 1, or a kernel without PSI).
        public var pressure: Pressure?
        /// Members that are not understood here.
        public var others = JSONObject()

        /// No figures.
        public init() {}
    }

    /// One kind of memory.
    public struct MemoryEntry: Sendable, Hashable {
        /// The most there may be, bytes; without limit 9223372036854771712 (version 1) or 18446744073709551615 (version 2).
        public var limit: UInt64 = 0
        /// How much there is, bytes.
        public var usage: UInt64 = 0
        /// The most there ever was, bytes.
        public var peak: UInt64 = 0
        /// How often the limit was in the way.
        public var failures: UInt64 = 0
        /// Members that are not understood here.
        public var others = JSONObject()

        /// Nothing used.
        public init() {}
    }

    /// Huge pages of one size.
    public struct HugePages: Sendable, Hashable {
        /// How much there is, bytes.
        public var usage: UInt64 = 0
        /// The most there ever was, bytes; version 1 alone.
        public var peak: UInt64 = 0
        /// How often the limit was in the way.
        public var failures: UInt64 = 0
        /// Members that are not understood here.
        public var others = JSONObject()

        /// Nothing used.
        public init() {}
    }
}

extension RuntimeStatistics.Memory {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        cache = try reader.integer("cache") ?? 0
        usage = try reader.take("usage", RuntimeStatistics.MemoryEntry.init(json:at:)) ?? usage
        swap = try reader.take("swap", RuntimeStatistics.MemoryEntry.init(json:at:)) ?? swap
        kernel = try reader.take("kernel", RuntimeStatistics.MemoryEntry.init(json:at:)) ?? kernel
        kernelTCP = try reader.take("kernelTCP", RuntimeStatistics.MemoryEntry.init(json:at:)) ?? kernelTCP
        raw = try reader.integerMap("raw") ?? [:]
        pressure = try reader.take("psi", RuntimeStatistics.Pressure.init(json:at:))
        others = reader.rest
    }
}

extension RuntimeStatistics.MemoryEntry {
    fileprivate init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        limit = try reader.integer("limit") ?? 0
        usage = try reader.integer("usage") ?? 0
        peak = try reader.integer("max") ?? 0
        failures = try reader.integer("failcnt") ?? 0
        others = reader.rest
    }
}

extension RuntimeStatistics.HugePages {
    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        usage = try reader.integer("usage") ?? 0
        peak = try reader.integer("max") ?? 0
        failures = try reader.integer("failcnt") ?? 0
        others = reader.rest
    }
}
