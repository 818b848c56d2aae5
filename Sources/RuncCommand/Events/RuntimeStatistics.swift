public import JSON
import OCI

/// A container's figures as a runtime's `events` gives them, for control groups of version 1 and 2.
///
/// Counters are 0 when the runtime leaves them out: runc does so with those that are 0. What not every kernel, version
/// or runtime has is nil or empty. Members that are not understood here are in the `others` of the place where they were.
public struct RuntimeStatistics: Sendable, Hashable {
    /// Processor time.
    public var cpu = CPU()
    /// Processors and memory nodes that may be used; figures of version 1 alone, apart from the two lists.
    public var cpuSet = CPUSet()
    /// Memory.
    public var memory = Memory()
    /// Processes and threads.
    public var pids = PIDs()
    /// Block I/O.
    public var blockIO = BlockIO()
    /// Huge pages, by their size, such as `2MB`.
    public var hugePages: [String: HugePages] = [:]
    /// Intel's resource director.
    public var intelRDT = IntelRDT()
    /// Interfaces that the runtime itself has made; empty for runc's command line, which makes none.
    public var networkInterfaces: [NetworkInterface] = []
    /// Members that are not understood here.
    public var others = JSONObject()

    /// No figures.
    public init() {}

    init(json: JSONValue, at place: String) throws(OCIError) {
        var reader = try FieldReader(json, at: place)
        cpu = try reader.take("cpu", CPU.init(json:at:)) ?? CPU()
        cpuSet = try reader.take("cpuset", CPUSet.init(json:at:)) ?? CPUSet()
        memory = try reader.take("memory", Memory.init(json:at:)) ?? Memory()
        pids = try reader.take("pids", PIDs.init(json:at:)) ?? PIDs()
        blockIO = try reader.take("blkio", BlockIO.init(json:at:)) ?? BlockIO()
        hugePages = try reader.map("hugetlb", HugePages.init(json:at:)) ?? [:]
        intelRDT = try reader.take("intel_rdt", IntelRDT.init(json:at:)) ?? IntelRDT()
        networkInterfaces = try reader.array("network_interfaces", NetworkInterface.init(json:at:)) ?? []
        others = reader.rest
    }
}
