import Linux
import SystemPackage

extension CgroupTree {
    /// Reads the statistics: three files at most for each part, whatever runs in the cgroup or beside it.
    ///
    /// What the host does not count, and what is in no part that was asked for, is zero.
    ///
    /// - Throws: an error of which `isAbsence` holds when the cgroup is not there.
    public func statistics(_ parts: CgroupStatistics.Parts = .all) throws(CgroupError) -> CgroupStatistics {
        switch layout.kind {
        case .unified: try StatisticsVersionTwo(tree: self, parts: parts).read()
        case .legacy, .hybrid: try StatisticsVersionOne(tree: self, parts: parts).read()
        }
    }

    /// How many processes were killed because memory ran out; 0 where the host does not count them.
    public func oomKills() throws(CgroupError) -> UInt64 {
        let name = layout.kind == .unified ? "memory.events" : "memory.oom_control"
        let numbers = try Self.optional { () throws(CgroupError) in try folder(of: "memory")[name].numbers() }
        return numbers?["oom_kill"] ?? 0
    }

    /// Processes and threads: the same files in both versions.
    func pidStatistics() throws(CgroupError) -> CgroupStatistics.PIDs {
        var pids = CgroupStatistics.PIDs()
        guard layout.hierarchy(of: "pids") != nil else { return pids }
        let folder = try folder(of: "pids")
        pids.current = try folder["pids.current"].number()
        if case .at(let limit) = try folder["pids.max"].limit() { pids.limit = limit }
        return pids
    }
}

extension Sequence<UInt64> {
    /// The sum, at most the largest number there is.
    func saturatingSum() -> UInt64 {
        reduce(0) { sum, number in
            let (result, overflow) = sum.addingReportingOverflow(number)
            return overflow ? .max : result
        }
    }
}
