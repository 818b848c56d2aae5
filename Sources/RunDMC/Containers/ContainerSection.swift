import Garden
import Guardian
import JSON
import Linux

/// The containerizer's section of a record: what names a container's objects in the kernel and at the runtime.
struct ContainerSection: Equatable {
    /// The runtime's id for it.
    var runtimeID: String
    /// Its cgroup in every hierarchy.
    var cgroup: String
    /// Its tracker's cgroup in every hierarchy.
    var trackerCgroup: String
    /// What it was asked to be limited to, which the kernel's rounded values do not tell.
    var limits = Limits()
    /// Whether it was stopped once.
    var isStopped = false

    var json: JSONValue {
        var json: JSONObject = [
            "runtime_id": .string(runtimeID), "cgroup": .string(cgroup), "tracker_cgroup": .string(trackerCgroup),
            "limits": [
                "memory": .integer(limits.memory.limitInBytes), "cpu_shares": .integer(limits.cpu.shares),
                "pids": .integer(limits.pids.max),
            ],
        ]
        if isStopped { json["stopped"] = true }
        return .object(json)
    }

    init(runtimeID: String, cgroup: String, trackerCgroup: String) {
        (self.runtimeID, self.cgroup, self.trackerCgroup) = (runtimeID, cgroup, trackerCgroup)
    }

    init?(json: JSONValue) {
        guard let runtimeID = json["runtime_id"]?.string, let cgroup = json["cgroup"]?.string,
            let trackerCgroup = json["tracker_cgroup"]?.string
        else { return nil }
        self.init(runtimeID: runtimeID, cgroup: cgroup, trackerCgroup: trackerCgroup)
        limits.memory.limitInBytes = json["limits"]?["memory"]?.integer() ?? 0
        limits.cpu.limitInShares = json["limits"]?["cpu_shares"]?.integer() ?? 0
        limits.pids.max = json["limits"]?["pids"]?.integer() ?? 0
        isStopped = json["stopped"]?.bool ?? false
    }
}
