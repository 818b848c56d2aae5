/// One kind of memory, bytes. Zero where the kernel does not say.
public struct MemoryCounter: Sendable, Hashable {
    /// The most there may be; the largest number when there is no limit.
    public var limit: UInt64 = 0
    /// What there is.
    public var usage: UInt64 = 0
    /// The most there ever was.
    public var peak: UInt64 = 0
    /// How often the limit was hit.
    public var failures: UInt64 = 0

    /// Nothing.
    public init() {}
}

/// Memory of all kinds.
public struct MemoryCounters: Sendable, Hashable {
    /// Memory.
    public var usage = MemoryCounter()
    /// Memory and swap together.
    public var swap = MemoryCounter()
    /// The kernel's own. Version 1 only.
    public var kernel = MemoryCounter()
    /// Buffers of TCP. Version 1 only.
    public var kernelTCP = MemoryCounter()

    /// Nothing.
    public init() {}
}

/// Huge pages of one size, bytes.
public struct HugepageCounter: Sendable, Hashable {
    /// What is used.
    public var usage: UInt64 = 0
    /// The most that ever was; version 1 only.
    public var peak: UInt64 = 0
    /// How often the limit was hit.
    public var failures: UInt64 = 0

    /// Nothing.
    public init() {}
}

extension CgroupTree {
    /// Memory of all kinds: four files for each in version 1. What the kernel does not count is zero.
    public func memoryCounters() throws(CgroupError) -> MemoryCounters {
        var counters = MemoryCounters()
        guard layout.hierarchy(of: "memory") != nil else { return counters }
        let folder = try folder(of: "memory")
        guard layout.kind != .unified else { return try Self.versionTwo(folder) }
        counters.usage = try Self.counter(folder, "memory.")
        counters.swap = try Self.counter(folder, "memory.memsw.")
        counters.kernel = try Self.counter(folder, "memory.kmem.")
        counters.kernelTCP = try Self.counter(folder, "memory.kmem.tcp.")
        return counters
    }

    /// Huge pages by their size as the kernel's files name it, such as `2MB`: those sizes that the host has.
    public func hugepages() throws(CgroupError) -> [String: HugepageCounter] {
        var counters: [String: HugepageCounter] = [:]
        guard layout.hierarchy(of: "hugetlb") != nil else { return counters }
        let folder = try folder(of: "hugetlb")
        let isUnified = layout.kind == .unified
        for size in try HugepageSizes.onHost() {
            let name = "hugetlb.\(size)."
            var counter = HugepageCounter()
            guard let usage = try Self.number(folder[name + (isUnified ? "current" : "usage_in_bytes")]) else {
                continue
            }
            counter.usage = usage
            counter.peak = isUnified ? 0 : try Self.number(folder[name + "max_usage_in_bytes"]) ?? 0
            let failures = folder[name + (isUnified ? "events" : "failcnt")]
            counter.failures =
                isUnified
                ? try Self.optional { () throws(CgroupError) in try failures.numbers()["max"] ?? 0 } ?? 0
                : try Self.number(failures) ?? 0
            counters[size] = counter
        }
        return counters
    }

    private static func counter(_ folder: ControlFolder, _ prefix: String) throws(CgroupError) -> MemoryCounter {
        var counter = MemoryCounter()
        guard let usage = try number(folder[prefix + "usage_in_bytes"]) else { return counter }
        counter.usage = usage
        counter.limit = try number(folder[prefix + "limit_in_bytes"]) ?? 0
        counter.peak = try number(folder[prefix + "max_usage_in_bytes"]) ?? 0
        counter.failures = try number(folder[prefix + "failcnt"]) ?? 0
        return counter
    }

    /// As version 1 counts: swap is memory and swap together.
    private static func versionTwo(_ folder: ControlFolder) throws(CgroupError) -> MemoryCounters {
        var counters = MemoryCounters()
        let events = try optional { () throws(CgroupError) in try folder["memory.events"].numbers() }
        counters.usage.usage = try number(folder["memory.current"]) ?? 0
        counters.usage.limit = try limit(folder["memory.max"])
        counters.usage.peak = try number(folder["memory.peak"]) ?? 0
        counters.usage.failures = events?["max"] ?? 0
        guard let swap = try number(folder["memory.swap.current"]) else { return counters }
        counters.swap.usage = [swap, counters.usage.usage].saturatingSum()
        counters.swap.limit = [try limit(folder["memory.swap.max"]), counters.usage.limit].saturatingSum()
        return counters
    }

    private static func limit(_ file: ControlFile) throws(CgroupError) -> UInt64 {
        let limit = try optional { () throws(CgroupError) in try file.limit() }
        guard let limit else { return 0 }
        if case .at(let bytes) = limit { return bytes }
        return .max
    }

    static func number(_ file: ControlFile) throws(CgroupError) -> UInt64? {
        try optional { () throws(CgroupError) in try file.number() }
    }
}
