/// Processor time of each processor, nanoseconds.
public struct ProcessorTimes: Sendable, Hashable {
    /// In the kernel.
    public var kernel: [UInt64] = []
    /// In programs.
    public var user: [UInt64] = []
    /// All of it; may be a little more than both.
    public var total: [UInt64] = []

    /// None.
    public init() {}
}

/// The values of the `cpuset` controller as `events` tells them; version 1 has all, version 2 the first two.
public struct ProcessorSet: Sendable, Hashable {
    /// Processors, each one named.
    public var cpus: [UInt16] = []
    /// Memory nodes, each one named.
    public var mems: [UInt16] = []
    /// The other files by their names without `cpuset.`, such as `cpu_exclusive`, as far as the kernel has them.
    public var values: [String: Int64] = [:]

    /// Nothing.
    public init() {}
}

extension CgroupTree {
    /// How long each processor worked for it: two files of version 1; empty in version 2, which does not count that.
    public func processorTimes() throws(CgroupError) -> ProcessorTimes {
        var times = ProcessorTimes()
        guard layout.kind != .unified, layout.hierarchy(of: "cpuacct") != nil else { return times }
        let folder = try folder(of: "cpuacct")
        times.total = try folder["cpuacct.usage_percpu"].text().split(separator: " ").compactMap { UInt64($0) }
        // Linux 4.8. The first line names the columns.
        for line in (try folder["cpuacct.usage_all"].textIfThere() ?? "").split(separator: "\n").dropFirst() {
            let numbers = line.split(separator: " ").compactMap { UInt64($0) }
            guard numbers.count == 3 else { continue }
            times.user.append(numbers[1])
            times.kernel.append(numbers[2])
        }
        return times
    }

    /// Which processors and memory nodes it has, and how: a dozen small files in version 1.
    public func processorSet() throws(CgroupError) -> ProcessorSet {
        var set = ProcessorSet()
        guard layout.hierarchy(of: "cpuset") != nil else { return set }
        let folder = try folder(of: "cpuset")
        let suffix = layout.kind == .unified ? ".effective" : ""
        set.cpus = try Self.list(folder["cpuset.cpus" + suffix])
        set.mems = try Self.list(folder["cpuset.mems" + suffix])
        guard layout.kind != .unified else { return set }
        for name in Self.processorSetFiles {
            guard let text = try folder["cpuset." + name].textIfThere() else { continue }
            set.values[name] = Int64(text)
        }
        return set
    }

    private static let processorSetFiles = [
        "cpu_exclusive", "mem_hardwall", "mem_exclusive", "memory_migrate", "memory_spread_page",
        "memory_spread_slab", "memory_pressure", "sched_load_balance", "sched_relax_domain_level",
    ]

    /// `0-2,7` as 0, 1, 2, 7: the list format of cpuset(7).
    private static func list(_ file: ControlFile) throws(CgroupError) -> [UInt16] {
        let text = try file.text()
        var numbers: [UInt16] = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { UInt16($0) }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
                throw .malformed(path: file.path, contents: text)
            }
            numbers += first...last
        }
        return numbers
    }
}
