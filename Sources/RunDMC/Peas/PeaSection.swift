import Garden
import Guardian
import JSON
import Linux

/// The containerizer's section of a pea's record.
struct PeaSection: Hashable, Sendable {
    /// What it was asked to be limited to; nil: it shares its container's limits.
    var limits: ProcessLimits?
    /// Its process, once that ran.
    var pid: PID?

    init(limits: ProcessLimits?) { self.limits = limits }

    var json: JSONValue {
        var json = JSONObject()
        if let limits {
            json["limits"] = [
                "memory": .integer(limits.memory.limitInBytes), "cpu_shares": .integer(limits.cpu.shares),
            ]
        }
        if let pid { json["pid"] = .integer(pid.rawValue) }
        return .object(json)
    }

    init(json: JSONValue) {
        limits = json["limits"].map { json in
            var limits = ProcessLimits()
            limits.memory.limitInBytes = json["memory"]?.integer() ?? 0
            limits.cpu.limitInShares = json["cpu_shares"]?.integer() ?? 0
            return limits
        }
        pid = json["pid"]?.integer(as: Int32.self).flatMap(PID.init(rawValue:))
    }
}
