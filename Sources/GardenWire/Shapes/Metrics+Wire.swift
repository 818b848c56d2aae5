public import Garden
public import JSON

extension Metrics: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        memory = try fields.value("MemoryStat")
        cpu = try fields.value("CPUStat")
        disk = try fields.value("DiskStat")
        network = try fields.optional("NetworkStat")
        pids = try fields.value("PidStat")
        age = try fields.duration("Age")
        cpuEntitlementInNanoseconds = try fields.integer("CPUEntitlement")
    }

    /// All members; a network that is not counted is `null`.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.always("MemoryStat", memory)
            fields.always("CPUStat", cpu)
            fields.always("DiskStat", disk)
            fields.always("NetworkStat", network?.wire ?? .null)
            fields.always("PidStat", pids)
            fields.always("Age", age.wireNanoseconds)
            fields.always("CPUEntitlement", cpuEntitlementInNanoseconds)
        }
    }
}

/// A type whose members are all counters.
private protocol CounterShape: WireDecodable, WireEncodable {
    init()

    /// The members' names and places, in the order they are written.
    static var counters: [(name: String, counter: any WritableKeyPath<Self, UInt64> & Sendable)] { get }
}

extension CounterShape {
    fileprivate init(counters wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        for (name, counter) in Self.counters { self[keyPath: counter] = try fields.integer(name) }
    }

    fileprivate var counterObject: JSONValue {
        WireWriter.object { fields in
            for (name, counter) in Self.counters { fields.always(name, self[keyPath: counter]) }
        }
    }
}

extension CPUMetrics: CounterShape {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) { try self.init(counters: wire) }

    /// All members.
    public var wire: JSONValue { counterObject }

    fileprivate static let counters: [(name: String, counter: any WritableKeyPath<Self, UInt64> & Sendable)] = [
        ("Usage", \.usageInNanoseconds), ("User", \.userInNanoseconds), ("System", \.systemInNanoseconds),
    ]
}

extension DiskMetrics: CounterShape {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) { try self.init(counters: wire) }

    /// All members.
    public var wire: JSONValue { counterObject }

    fileprivate static let counters: [(name: String, counter: any WritableKeyPath<Self, UInt64> & Sendable)] = [
        ("TotalBytesUsed", \.totalBytes), ("TotalInodesUsed", \.totalInodes),
        ("ExclusiveBytesUsed", \.exclusiveBytes), ("ExclusiveInodesUsed", \.exclusiveInodes),
    ]
}

extension NetworkMetrics: CounterShape {
    /// No traffic.
    fileprivate init() { self.init(receivedBytes: 0) }

    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) { try self.init(counters: wire) }

    /// All members.
    public var wire: JSONValue { counterObject }

    fileprivate static let counters: [(name: String, counter: any WritableKeyPath<Self, UInt64> & Sendable)] = [
        ("RxBytes", \.receivedBytes), ("TxBytes", \.sentBytes),
    ]
}

extension PIDMetrics: CounterShape {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) { try self.init(counters: wire) }

    /// All members.
    public var wire: JSONValue { counterObject }

    fileprivate static let counters: [(name: String, counter: any WritableKeyPath<Self, UInt64> & Sendable)] = [
        ("Current", \.current), ("Max", \.max),
    ]
}

extension MemoryMetrics: CounterShape {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) { try self.init(counters: wire) }

    /// All members.
    public var wire: JSONValue { counterObject }

    fileprivate static let counters: [(name: String, counter: any WritableKeyPath<Self, UInt64> & Sendable)] = [
        ("active_anon", \.activeAnon), ("active_file", \.activeFile), ("cache", \.cache),
        ("hierarchical_memory_limit", \.hierarchicalMemoryLimit), ("inactive_anon", \.inactiveAnon),
        ("inactive_file", \.inactiveFile), ("mapped_file", \.mappedFile), ("pgfault", \.pageFaults),
        ("pgmajfault", \.majorPageFaults), ("pgpgin", \.pagesIn), ("pgpgout", \.pagesOut), ("rss", \.rss),
        ("total_active_anon", \.totalActiveAnon), ("total_active_file", \.totalActiveFile),
        ("total_cache", \.totalCache), ("total_inactive_anon", \.totalInactiveAnon),
        ("total_inactive_file", \.totalInactiveFile), ("total_mapped_file", \.totalMappedFile),
        ("total_pgfault", \.totalPageFaults), ("total_pgmajfault", \.totalMajorPageFaults),
        ("total_pgpgin", \.totalPagesIn), ("total_pgpgout", \.totalPagesOut), ("total_rss", \.totalRSS),
        ("total_unevictable", \.totalUnevictable), ("unevictable", \.unevictable), ("swap", \.swap),
        ("hierarchical_memsw_limit", \.hierarchicalMemorySwapLimit), ("total_swap", \.totalSwap),
        ("TotalUsageTowardLimit", \.usageTowardLimit), ("anon", \.anon), ("file", \.file),
        ("swapcached", \.swapCached),
    ]
}
