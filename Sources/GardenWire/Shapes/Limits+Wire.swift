public import Garden
public import JSON

extension Limits: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        bandwidth = try fields.value("bandwidth_limits")
        cpu = try fields.value("cpu_limits")
        disk = try fields.value("disk_limits")
        memory = try fields.value("memory_limits")
        pids = try fields.value("pid_limits")
    }

    /// All five parts, empty ones too.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.always("bandwidth_limits", bandwidth)
            fields.always("cpu_limits", cpu)
            fields.always("disk_limits", disk)
            fields.always("memory_limits", memory)
            fields.always("pid_limits", pids)
        }
    }
}

extension BandwidthLimits: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        rate = try fields.integer("rate")
        burst = try fields.integer("burst")
    }

    /// The object without what is zero.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("rate", rate)
            fields.nonZero("burst", burst)
        }
    }
}

extension CPULimits: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        weight = try fields.integer("weight")
        limitInShares = try fields.integer("limit_in_shares")
    }

    /// The object without what is zero.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("weight", weight)
            fields.nonZero("limit_in_shares", limitInShares)
        }
    }
}

extension DiskLimits: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        inodeSoft = try fields.integer("inode_soft")
        inodeHard = try fields.integer("inode_hard")
        byteSoft = try fields.integer("byte_soft")
        byteHard = try fields.integer("byte_hard")
        scope = try fields.choice("scope")
    }

    /// The object without what is zero.
    public var wire: JSONValue {
        WireWriter.object { fields in
            fields.nonZero("inode_soft", inodeSoft)
            fields.nonZero("inode_hard", inodeHard)
            fields.nonZero("byte_soft", byteSoft)
            fields.nonZero("byte_hard", byteHard)
            fields.nonZero("scope", scope.rawValue)
        }
    }
}

extension MemoryLimits: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        limitInBytes = try fields.integer("limit_in_bytes")
    }

    /// The object without what is zero.
    public var wire: JSONValue {
        WireWriter.object { $0.nonZero("limit_in_bytes", limitInBytes) }
    }
}

extension PIDLimits: WireDecodable, WireEncodable {
    /// Reads the object.
    public init(wire: JSONValue) throws(WireError) {
        let fields = try WireReader(wire)
        self.init()
        max = try fields.integer("max")
    }

    /// The object without what is zero.
    public var wire: JSONValue {
        WireWriter.object { $0.nonZero("max", max) }
    }
}
