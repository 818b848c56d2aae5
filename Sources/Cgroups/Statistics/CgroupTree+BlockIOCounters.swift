/// One count of a block device's work.
public struct BlockIOCounter: Sendable, Hashable {
    /// Which device.
    public var device: BlockDevice
    /// What was done, such as `Read`; empty where the kernel does not tell kinds apart.
    public var operation: String
    /// How much or how often.
    public var value: UInt64

    /// A count.
    public init(_ device: BlockDevice, _ operation: String, _ value: UInt64) {
        (self.device, self.operation, self.value) = (device, operation, value)
    }
}

/// What block devices did for a cgroup and those below.
public struct BlockIOCounters: Sendable, Hashable {
    /// Bytes.
    public var bytes: [BlockIOCounter] = []
    /// Operations.
    public var operations: [BlockIOCounter] = []
    /// Operations that wait. BFQ and CFQ only, as all below.
    public var queued: [BlockIOCounter] = []
    /// Time of service, nanoseconds.
    public var serviceTime: [BlockIOCounter] = []
    /// Time of waiting, nanoseconds.
    public var waitTime: [BlockIOCounter] = []
    /// Operations made one with others.
    public var merged: [BlockIOCounter] = []
    /// Time with the device, milliseconds.
    public var time: [BlockIOCounter] = []
    /// Sectors.
    public var sectors: [BlockIOCounter] = []

    /// Nothing.
    public init() {}
}

extension CgroupTree {
    /// What block devices did: in version 1 the scheduler's own counts where it has some, else those of throttling.
    public func blockIOCounters() throws(CgroupError) -> BlockIOCounters {
        guard layout.kind != .unified else { return try versionTwoCounters() }
        var counters = BlockIOCounters()
        guard layout.hierarchy(of: "blkio") != nil else { return counters }
        let folder = try folder(of: "blkio")
        for scheduler in ["blkio.bfq.", "blkio."] {
            func read(_ name: String) throws(CgroupError) -> [BlockIOCounter] {
                try Self.counters(folder[scheduler + name + "_recursive"])
            }
            counters.operations = try read("io_serviced")
            guard !counters.operations.isEmpty else { continue }
            counters.bytes = try read("io_service_bytes")
            counters.queued = try read("io_queued")
            counters.serviceTime = try read("io_service_time")
            counters.waitTime = try read("io_wait_time")
            counters.merged = try read("io_merged")
            counters.time = try read("time")
            counters.sectors = try read("sectors")
            return counters
        }
        for suffix in ["_recursive", ""] where counters.operations.isEmpty {
            counters.bytes = try Self.counters(folder["blkio.throttle.io_service_bytes" + suffix])
            counters.operations = try Self.counters(folder["blkio.throttle.io_serviced" + suffix])
        }
        return counters
    }

    /// `8:0 Read 4096`, or `8:0 4096`; the sum of all devices at the end is left out.
    private static func counters(_ file: ControlFile) throws(CgroupError) -> [BlockIOCounter] {
        (try file.textIfThere() ?? "").split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2 || words.count == 3, let device = BlockDevice(words[0]),
                let value = words.last.flatMap({ UInt64($0) })
            else { return nil }
            return BlockIOCounter(device, words.count == 3 ? String(words[1]) : "", value)
        }
    }

    private func versionTwoCounters() throws(CgroupError) -> BlockIOCounters {
        var counters = BlockIOCounters()
        guard layout.hierarchy(of: "io") != nil else { return counters }
        for line in (try folder(of: "io")["io.stat"].textIfThere() ?? "").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let device = words.first.flatMap({ BlockDevice($0) }) else { continue }
            for word in words.dropFirst() {
                let parts = word.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, let value = UInt64(parts[1]) else { continue }
                switch parts[0] {
                case "rbytes": counters.bytes.append(BlockIOCounter(device, "Read", value))
                case "wbytes": counters.bytes.append(BlockIOCounter(device, "Write", value))
                case "dbytes": counters.bytes.append(BlockIOCounter(device, "Discard", value))
                case "rios": counters.operations.append(BlockIOCounter(device, "Read", value))
                case "wios": counters.operations.append(BlockIOCounter(device, "Write", value))
                case "dios": counters.operations.append(BlockIOCounter(device, "Discard", value))
                default: continue
                }
            }
        }
        return counters
    }
}
